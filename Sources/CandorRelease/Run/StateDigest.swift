import CandorCore

/// The digest of a set of named tensors, kept with its leaves so that a difference can be named.
///
/// The canonical bytes are specified in `docs/release-format.md`, section "Digests of state".
public struct StateDigest: Sendable, Equatable {
  public let digest: Digest
  /// Sorted by the UTF-8 bytes of their names.
  public let tensors: [TensorDigest]

  /// The state of a training run after `step` steps: parameters and optimiser moments together.
  ///
  /// - Parameter tensors: in any order.
  /// - Throws: `malformed` when a name occurs twice or the step is below zero.
  public init(step: Int, tensors: [TensorDigest]) throws {
    guard let step = UInt64(exactly: step) else {
      throw CandorError(.malformed, "a state cannot have step \(step)")
    }
    var builder = DigestBuilder()
    builder.update("candor.state/1\n")
    builder.update(step)
    try self.init(builder, tensors)
  }

  /// The parameters alone, without a step: equal for equal models, however they were trained.
  ///
  /// - Parameter parameters: in any order.
  /// - Throws: `malformed` when a name occurs twice.
  public init(parameters tensors: [TensorDigest]) throws {
    var builder = DigestBuilder()
    builder.update("candor.parameters/1\n")
    try self.init(builder, tensors)
  }

  private init(_ prefix: DigestBuilder, _ unsorted: [TensorDigest]) throws {
    var builder = prefix
    tensors = unsorted.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
    for (index, tensor) in tensors.enumerated() {
      guard index == 0 || tensors[index - 1].name.utf8.elementsEqual(tensor.name.utf8) == false
      else {
        throw CandorError(.malformed, "two tensors have this name", at: .init(field: tensor.name))
      }
      builder.update(UInt32(tensor.name.utf8.count))
      builder.update(tensor.name)
      builder.update(UInt32(tensor.elementType.utf8.count))
      builder.update(tensor.elementType)
      builder.update(UInt32(tensor.shape.count))
      for dimension in tensor.shape { builder.update(UInt64(dimension)) }
      builder.update(tensor.digest.bytes)
    }
    digest = builder.finalize()
  }

  /// The names of the tensors that differ from, or occur only in one of, the two states.
  ///
  /// - Complexity: O(tensors): both lists are sorted.
  public func names(differingFrom other: Self) -> [String] {
    var (mine, theirs) = (tensors[...], other.tensors[...])
    var names: [String] = []
    while let left = mine.first ?? theirs.first, let right = theirs.first ?? mine.first {
      if left == right, !mine.isEmpty, !theirs.isEmpty {
        (mine, theirs) = (mine.dropFirst(), theirs.dropFirst())
      } else if left.name.utf8.elementsEqual(right.name.utf8) {
        names.append(left.name)
        (mine, theirs) = (mine.dropFirst(), theirs.dropFirst())
      } else if left.name.utf8.lexicographicallyPrecedes(right.name.utf8) {
        names.append(left.name)
        mine = mine.dropFirst()
      } else {
        names.append(right.name)
        theirs = theirs.dropFirst()
      }
    }
    return names
  }
}
