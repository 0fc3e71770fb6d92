import CandorCore

/// The leaf of a state digest: one tensor's name, type, shape and the digest of its data.
public struct TensorDigest: Sendable, Equatable {
  public let name: String
  /// As safetensors spells it; version 1 writes `F32` only.
  public let elementType: String
  public let shape: [Int]
  /// SHA-256 of the elements, row by row, little endian.
  public let digest: Digest

  /// - Throws: `malformed` for an empty name or one above 512 bytes, more than 8 dimensions, or a
  ///   dimension below zero.
  public init(name: String, elementType: String = "F32", shape: [Int], digest: Digest) throws {
    guard (1...512).contains(name.utf8.count), (1...16).contains(elementType.utf8.count),
      shape.count <= 8, shape.allSatisfy({ $0 >= 0 })
    else {
      throw CandorError(
        .malformed, "no tensor can have the name, type or shape given",
        at: .init(field: String(name.prefix(80))))
    }
    (self.name, self.elementType, self.shape, self.digest) = (name, elementType, shape, digest)
  }

  /// Digests the data as well.
  ///
  /// - Parameter bytes: the elements as they lie in memory on a little-endian machine.
  /// - Complexity: O(bytes); about 0.5 to 2 GB/s on one thread.
  public init(name: String, elementType: String = "F32", shape: [Int], bytes: RawSpan) throws {
    var builder = DigestBuilder()
    builder.update(bytes)
    try self.init(
      name: name, elementType: elementType, shape: shape, digest: builder.finalize())
  }
}
