import CandorCore
import SystemPackage

/// A safetensors file: named tensors, memory-mapped and checked before anything is read.
///
/// Refused, with the place: a header that is not strict JSON (duplicate names included), unknown
/// element types, sizes that do not match shapes, tensors that overlap, holes, and trailing bytes;
/// so that no byte of the file has two meanings or none.
///
/// Source: the safetensors format, https://github.com/huggingface/safetensors
public final class TensorArchive: Sendable {
  public struct Entry: Sendable, Hashable {
    public let name: String
    public let type: ElementType
    public let shape: [Int]
    /// Bytes of the file.
    public let range: Range<Int>

    /// Elements.
    public var count: Int { range.count / type.size }
  }

  /// Sorted by their place in the file.
  public let entries: [Entry]
  private let file: MappedFile

  public var path: FilePath { file.path }

  /// - Complexity: O(header); tensor data is not touched.
  public init(_ path: FilePath) throws {
    file = try MappedFile(path)
    entries = try Self.readHeader(of: file)
  }

  /// Larger headers than this are refused.
  static let headerLimit = 100 << 20

  private static func readHeader(of file: MappedFile) throws -> [Entry] {
    let name = file.path.string
    func malformed(_ message: String, at offset: Int? = nil, tensor: String? = nil) -> CandorError {
      CandorError(
        .malformed, message, hint: "the file may be truncated or not a safetensors file",
        at: .init(file: name, byteOffset: offset, field: tensor))
    }
    func byte(_ index: Int) -> UInt8 {
      // SAFETY: any byte is a UInt8; the span checks the bound.
      unsafe file.bytes.unsafeLoad(fromByteOffset: index, as: UInt8.self)
    }
    guard file.count >= 8 else { throw malformed("a header of 8 bytes is missing", at: file.count) }
    var length: UInt64 = 0
    for index in (0..<8).reversed() {
      length = length << 8 | UInt64(byte(index))
    }
    guard length <= UInt64(min(headerLimit, file.count - 8)) else {
      throw malformed(
        "the header claims \(length) bytes of a file of \(file.count)", at: 0)
    }
    let start = 8 + Int(length)
    let json: JSONValue
    do {
      json = try JSONValue.parse((8..<start).map(byte), file: name)
    } catch var error as CandorError {
      // The header has one line and begins after its length.
      error.location?.line = nil
      error.location?.byteOffset? += 8
      throw error
    }
    guard case .object(let members) = json else {
      throw malformed("the header is not a JSON object", at: 8)
    }
    var entries: [Entry] = []
    for (tensor, value) in members.members where tensor != "__metadata__" {
      guard case .object(let description) = value else {
        throw malformed("a tensor's description is not an object", at: 8, tensor: tensor)
      }
      guard let type = ElementType(rawValue: try description.string("dtype", in: name)) else {
        throw malformed(
          "`\(try description.string("dtype", in: name))` is not an element type", at: 8,
          tensor: tensor)
      }
      let shape = try integers("shape", of: description, tensor, malformed)
      let offsets = try integers("data_offsets", of: description, tensor, malformed)
      guard offsets.count == 2, offsets[0] <= offsets[1], offsets[1] <= file.count - start else {
        throw malformed(
          "`data_offsets` \(offsets) do not lie within \(file.count - start) bytes of data",
          at: 8, tensor: tensor)
      }
      var bytes = type.size
      for extent in shape {
        let (product, overflow) = bytes.multipliedReportingOverflow(by: extent)
        guard !overflow else {
          throw malformed("the shape \(shape) has no size", at: 8, tensor: tensor)
        }
        bytes = product
      }
      guard bytes == offsets[1] - offsets[0] else {
        throw malformed(
          "the shape \(shape) takes \(bytes) bytes and not \(offsets[1] - offsets[0])", at: 8,
          tensor: tensor)
      }
      entries.append(
        Entry(
          name: tensor, type: type, shape: shape,
          range: (start + offsets[0])..<(start + offsets[1])))
    }
    entries.sort { ($0.range.lowerBound, $0.range.upperBound) < ($1.range.lowerBound, $1.range.upperBound) }
    var end = start
    for entry in entries {
      guard entry.range.lowerBound == end else {
        throw malformed(
          entry.range.lowerBound < end ? "tensors overlap" : "bytes belong to no tensor",
          at: min(end, entry.range.lowerBound), tensor: entry.name)
      }
      end = entry.range.upperBound
    }
    guard end == file.count else { throw malformed("bytes follow the last tensor", at: end) }
    return entries
  }

  private static func integers(
    _ key: String, of object: JSONObject, _ tensor: String,
    _ malformed: (String, Int?, String?) -> CandorError
  ) throws -> [Int] {
    guard case .array(let values) = object[key] else {
      throw malformed("`\(key)` is missing", 8, tensor)
    }
    return try values.map {
      guard case .integer(let value) = $0, value >= 0 else {
        throw malformed("`\(key)` is not a list of whole numbers", 8, tensor)
      }
      return Int(value)
    }
  }

  public func entry(named name: String) -> Entry? {
    entries.first { $0.name == name }
  }

  /// Lends the bytes of one tensor, little-endian.
  public func withBytes<Result>(
    of entry: Entry, _ body: (RawSpan) throws -> Result
  ) rethrows -> Result {
    let file = file
    return try body(file.bytes.extracting(entry.range))
  }

  /// Says that a tensor's bytes will not be needed again soon, so that they need not stay in memory.
  public func release(_ entry: Entry) {
    file.release(entry.range)
  }

  /// Copies a binary32 tensor of the given shape.
  ///
  /// - Throws: `mismatch`, naming the tensor, when it is missing or of another type or shape.
  public func read(_ name: String, shape: [Int], into values: inout MutableSpan<Float>) throws {
    let place = CandorError.Location(file: path.string, field: name)
    guard let entry = entry(named: name) else {
      throw CandorError(
        .mismatch, "the file has no such tensor",
        hint: nearest(name, among: entries.map(\.name)).map { "it has `\($0)`" }, at: place)
    }
    guard entry.type == .float32 else {
      throw CandorError(
        .mismatch, "its elements are \(entry.type.rawValue) where F32 is expected", at: place)
    }
    guard entry.shape == shape else {
      throw CandorError(
        .mismatch, "its shape is \(entry.shape) where \(shape) is expected", at: place)
    }
    precondition(values.count == entry.count)
    withBytes(of: entry) { bytes in
      // SAFETY: both sides hold exactly `entry.count` binary32 numbers, checked above.
      unsafe bytes.withUnsafeBytes { source in
        unsafe values.withUnsafeMutableBytes { unsafe $0.copyMemory(from: source) }
      }
    }
  }
}
