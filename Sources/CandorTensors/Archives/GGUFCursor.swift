import CandorCore

/// Walks over the header of a GGUF file from front to back, and never beyond the end of the file.
struct GGUFCursor {
  let file: MappedFile
  private(set) var offset = 0

  /// Longer keys and tensor names than this are refused.
  static let nameLimit = 1024

  var left: Int { file.count - offset }

  func malformed(_ message: String, hint: String? = nil, field: String? = nil) -> CandorError {
    file.malformed(message, hint: hint, at: offset, field: field)
  }

  mutating func integer<Number: FixedWidthInteger>(
    _ what: @autoclosure () -> String, as type: Number.Type = Number.self, field: String? = nil
  ) throws -> Number {
    guard let number = file.integer(at: offset, as: type) else {
      throw malformed("the file ends where \(what()) belongs", field: field)
    }
    offset += Number.bitWidth / 8
    return number
  }

  /// A count of things that take at least `size` bytes each, so that no more can follow.
  mutating func count(_ what: String, size: Int, field: String? = nil) throws -> Int {
    let start = offset
    let count = try integer("the number of \(what)", as: UInt64.self, field: field)
    guard count <= UInt64(left / size) else {
      throw file.malformed(
        "\(count) \(what) do not fit into the \(left) bytes that follow", at: start, field: field)
    }
    return Int(count)
  }

  mutating func skip(_ count: Int) {
    offset += count
  }

  /// A key or the name of a tensor.
  mutating func name(_ what: String) throws -> String {
    let start = offset
    let length = try count("bytes of \(what)", size: 1)
    guard (1...Self.nameLimit).contains(length) else {
      throw file.malformed(
        "\(what) of \(length) bytes is not within 1…\(Self.nameLimit)", at: start)
    }
    guard let name = file.string(offset..<(offset + length)),
      name.unicodeScalars.allSatisfy({ $0.value >= 0x20 && $0.value != 0x7F })
    else { throw malformed("\(what) is not printable UTF-8") }
    offset += length
    return name
  }

  mutating func type(field: String) throws -> GGUFType {
    let start = offset
    let number = try integer("the type of a value", as: UInt32.self, field: field)
    guard let type = GGUFType(rawValue: number) else {
      throw file.malformed(
        "\(number) is not the type of a value", hint: "types are 0…12", at: start, field: field)
    }
    return type
  }

  /// Passes over a value; arrays hold no arrays.
  mutating func value(of key: String) throws -> GGUFMetadata.Place {
    let type = try type(field: key)
    let start = offset
    var place = GGUFMetadata.Place(type: type, offset: start)
    if type == .array {
      let element = try self.type(field: key)
      guard element != .array else {
        throw malformed("an array of arrays is not supported", field: key)
      }
      let count = try count("elements", size: element.size ?? 8, field: key)
      for _ in 0..<(element == .string ? count : 0) { try skipValue(element, key) }
      if let size = element.size { skip(count * size) }
      place.array = (element, count)
    } else {
      try skipValue(type, key)
    }
    place.size = offset - start
    return place
  }

  private mutating func skipValue(_ type: GGUFType, _ key: String) throws {
    let size =
      if let size = type.size { size } else { try count("bytes", size: 1, field: key) }
    guard size <= left else { throw malformed("the file ends within a value", field: key) }
    skip(size)
  }
}
