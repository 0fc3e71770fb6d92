import CandorCore
import SystemPackage

/// The header of a safetensors file: eight bytes of length, and a JSON object that describes the
/// tensors.
///
/// Source: https://github.com/huggingface/safetensors
struct SafetensorsHeader {
  /// The tensors, sorted by their place; they cover the data exactly.
  let entries: [TensorArchive.Entry]
  /// The strings of `__metadata__`, which mean nothing to most readers.
  let strings: [String: String]

  /// Larger headers than this are refused.
  static let limit = 100 << 20

  init(_ file: MappedFile) throws {
    guard let length = file.integer(at: 0, as: UInt64.self) else {
      throw file.malformed("a header of 8 bytes is missing", at: file.count)
    }
    guard length <= UInt64(min(Self.limit, file.count - 8)) else {
      throw file.malformed(
        "the header claims \(length) bytes of a file of \(file.count)",
        hint: "the file may be truncated or not a safetensors file", at: 0)
    }
    let start = 8 + Int(length)
    let json: JSONValue
    do {
      json = try JSONValue.parse(file.array(8..<start), file: file.path.string)
    } catch var error as CandorError {
      // The header has one line and begins after its length.
      error.location?.line = nil
      error.location?.byteOffset? += 8
      throw error
    }
    guard case .object(let object) = json else {
      throw file.malformed("the header is not a JSON object", at: 8)
    }
    var entries: [TensorArchive.Entry] = []
    for (name, value) in object.members where name != "__metadata__" {
      entries.append(try Self.entry(name, value, dataStart: start, of: file))
    }
    entries.sort {
      ($0.range.lowerBound, $0.range.upperBound) < ($1.range.lowerBound, $1.range.upperBound)
    }
    var end = start
    for entry in entries {
      guard entry.range.lowerBound == end else {
        throw file.malformed(
          entry.range.lowerBound < end ? "tensors overlap" : "bytes belong to no tensor",
          at: min(end, entry.range.lowerBound), field: entry.name)
      }
      end = entry.range.upperBound
    }
    guard end == file.count else { throw file.malformed("bytes follow the last tensor", at: end) }
    self.entries = entries
    var strings: [String: String] = [:]
    if case .object(let metadata) = object["__metadata__"] {
      for (key, value) in metadata.members {
        if case .string(let text) = value { strings[key] = text }
      }
    }
    self.strings = strings
  }

  private static func entry(
    _ name: String, _ value: JSONValue, dataStart: Int, of file: MappedFile
  ) throws -> TensorArchive.Entry {
    func malformed(_ message: String) -> CandorError {
      file.malformed(message, at: 8, field: name)
    }
    func integers(_ key: String, of object: JSONObject) throws -> [Int] {
      guard case .array(let values) = object[key] else {
        throw malformed("`\(key)` is missing")
      }
      return try values.map {
        guard case .integer(let value) = $0, value >= 0 else {
          throw malformed("`\(key)` is not a list of whole numbers")
        }
        return Int(value)
      }
    }
    guard case .object(let description) = value else {
      throw malformed("a tensor's description is not an object")
    }
    let type = try description.string("dtype", in: file.path.string)
    guard let format = TensorFormat(rawValue: type), format.isSafetensorsType else {
      throw malformed("`\(type)` is not an element type")
    }
    let shape = try integers("shape", of: description)
    let offsets = try integers("data_offsets", of: description)
    let data = file.count - dataStart
    guard offsets.count == 2, offsets[0] <= offsets[1], offsets[1] <= data else {
      throw malformed("`data_offsets` \(offsets) do not lie within \(data) bytes of data")
    }
    guard let bytes = format.byteCount(of: shape) else {
      throw malformed("the shape \(shape) has no size")
    }
    guard bytes == offsets[1] - offsets[0] else {
      throw malformed("the shape \(shape) takes \(bytes) bytes and not \(offsets[1] - offsets[0])")
    }
    return .init(
      name: name, format: format, shape: shape,
      range: (dataStart + offsets[0])..<(dataStart + offsets[1]))
  }
}
