/// Reads one JSON text by recursive descent over its bytes.
struct JSONParser {
  let bytes: [UInt8]
  let file: String
  var position = 0
  private var depth = 0

  private static let mostLevels = 64

  init(bytes: [UInt8], file: String) {
    self.bytes = bytes
    self.file = file
  }

  mutating func parseText() throws(CandorError) -> JSONValue {
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) {
      throw error("a byte order mark before the JSON text", hint: "save the file as plain UTF-8")
    }
    let value = try parseValue()
    skipSpace()
    guard position == bytes.count else { throw error("something follows the JSON text") }
    return value
  }

  /// The byte at the current position; 0, which JSON never allows bare, at the end.
  var next: UInt8 { position < bytes.count ? bytes[position] : 0 }

  mutating func skip(_ byte: UInt8) -> Bool {
    guard next == byte, position < bytes.count else { return false }
    position += 1
    return true
  }

  func error(_ message: String, hint: String? = nil, at offset: Int? = nil) -> CandorError {
    let offset = offset ?? position
    let line = bytes[..<min(offset, bytes.count)].reduce(1) { $0 + ($1 == 0x0A ? 1 : 0) }
    return CandorError(
      .malformed, message, hint: hint, at: .init(file: file, byteOffset: offset, line: line))
  }

  func unexpected(_ wanted: String) -> CandorError {
    guard position < bytes.count else { return error("the JSON text ends where \(wanted) belongs") }
    let byte = bytes[position]
    let found =
      byte > 0x20 && byte < 0x7F ? "`\(Unicode.Scalar(byte))`" : "byte \(byte)"
    return error("expected \(wanted), found \(found)")
  }
}

extension JSONParser {
  private mutating func skipSpace() {
    while position < bytes.count {
      switch bytes[position] {
      case 0x20, 0x0A, 0x0D, 0x09: position += 1
      default: return
      }
    }
  }

  private mutating func parseValue() throws(CandorError) -> JSONValue {
    skipSpace()
    switch next {
    case UInt8(ascii: "{"):
      return try nested { parser throws(CandorError) in try parser.parseObject() }
    case UInt8(ascii: "["):
      return try nested { parser throws(CandorError) in try parser.parseArray() }
    case UInt8(ascii: "\""): return .string(try parseString())
    case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return try parseNumber()
    case UInt8(ascii: "t"): return try parseWord("true", .bool(true))
    case UInt8(ascii: "f"): return try parseWord("false", .bool(false))
    case UInt8(ascii: "n"): return try parseWord("null", .null)
    default: throw unexpected("a value")
    }
  }

  private mutating func nested(
    _ parse: (inout JSONParser) throws(CandorError) -> JSONValue
  ) throws(CandorError) -> JSONValue {
    guard depth < Self.mostLevels else {
      var deep = error("more than \(Self.mostLevels) levels of arrays and objects")
      deep.code = .limitExceeded
      throw deep
    }
    depth += 1
    position += 1
    let value = try parse(&self)
    depth -= 1
    return value
  }

  private mutating func parseArray() throws(CandorError) -> JSONValue {
    var items: [JSONValue] = []
    skipSpace()
    if skip(UInt8(ascii: "]")) { return .array(items) }
    while true {
      items.append(try parseValue())
      skipSpace()
      if skip(UInt8(ascii: "]")) { return .array(items) }
      guard skip(UInt8(ascii: ",")) else { throw unexpected("`,` or `]`") }
    }
  }

  private mutating func parseObject() throws(CandorError) -> JSONValue {
    var object = JSONObject()
    skipSpace()
    if skip(UInt8(ascii: "}")) { return .object(object) }
    while true {
      skipSpace()
      let start = position
      guard next == UInt8(ascii: "\"") else { throw unexpected("a key in double quotes") }
      let key = try parseString()
      skipSpace()
      guard skip(UInt8(ascii: ":")) else { throw unexpected("`:`") }
      let value = try parseValue()
      guard object.insert(key, value) else {
        throw error("`\(key)` is in this object twice", at: start)
      }
      skipSpace()
      if skip(UInt8(ascii: "}")) { return .object(object) }
      guard skip(UInt8(ascii: ",")) else { throw unexpected("`,` or `}`") }
    }
  }

  private mutating func parseWord(
    _ word: String, _ value: JSONValue
  ) throws(CandorError) -> JSONValue {
    let letters = Array(word.utf8)
    guard bytes[position...].starts(with: letters) else { throw unexpected("a value") }
    position += letters.count
    return value
  }
}
