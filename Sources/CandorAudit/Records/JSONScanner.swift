/// Reads one JSON text (RFC 8259) and writes all its values into a record.
///
/// Nothing is lost on the way to the detectors: a key that is there twice gives both values, escapes
/// are resolved in keys and values, and numbers are values too. Half a surrogate pair becomes U+FFFD.
/// The text must be UTF-8, which the caller has checked.
package struct JSONScanner {
  private let bytes: [UInt8]
  private var position: Int
  private let end: Int

  /// Containers within each other beyond this are refused.
  static let maximumDepth = 256

  package static func read(
    _ bytes: [UInt8], _ range: Range<Int>, into record: inout Record
  ) throws(Unreadable) {
    var scanner = JSONScanner(bytes: bytes, position: range.lowerBound, end: range.upperBound)
    scanner.skipSpace()
    guard scanner.current == UInt8(ascii: "{") else {
      var value = scanner
      try value.value(depth: 0, key: nil, into: &record)
      throw .notAnObject
    }
    try scanner.value(depth: 0, key: nil, into: &record)
    scanner.skipSpace()
    guard scanner.position == scanner.end else { throw .notJSON }
  }

  private var current: UInt8? { position < end ? bytes[position] : nil }

  private mutating func value(
    depth: Int, key: Range<Int>?, into record: inout Record
  ) throws(Unreadable) {
    guard depth < Self.maximumDepth else { throw .tooDeep }
    let start = record.bytes.count
    switch current {
    case UInt8(ascii: "{"):
      try container(closedBy: UInt8(ascii: "}"), into: &record) {
        (scanner, record) throws(Unreadable) in
        guard scanner.current == UInt8(ascii: "\"") else { throw .notJSON }
        let keyStart = record.bytes.count
        try scanner.string(into: &record)
        let key = keyStart..<record.bytes.count
        record.append(UInt8(ascii: ":"))
        record.append(UInt8(ascii: " "))
        scanner.skipSpace()
        try scanner.take(UInt8(ascii: ":"))
        scanner.skipSpace()
        try scanner.value(depth: depth + 1, key: key, into: &record)
      }
    case UInt8(ascii: "["):
      try container(closedBy: UInt8(ascii: "]"), into: &record) {
        (scanner, record) throws(Unreadable) in
        try scanner.value(depth: depth + 1, key: key, into: &record)
      }
    case UInt8(ascii: "\""):
      try string(into: &record)
      record.endValue(from: start, key: key)
    default:
      try scalar(into: &record)
      record.endValue(from: start, key: key)
    }
  }

  private mutating func container(
    closedBy close: UInt8, into record: inout Record,
    _ item: (inout JSONScanner, inout Record) throws(Unreadable) -> Void
  ) throws(Unreadable) {
    position += 1
    skipSpace()
    if current == close {
      position += 1
      return
    }
    while true {
      try item(&self, &record)
      skipSpace()
      if current == close {
        position += 1
        return
      }
      try take(UInt8(ascii: ","))
      skipSpace()
    }
  }

  /// A number or a word, as it stands.
  private mutating func scalar(into record: inout Record) throws(Unreadable) {
    let start = position
    while let byte = current, ByteSet.jsonScalar.contains(byte) { position += 1 }
    let run = bytes[start..<position]
    guard
      ["true", "false", "null"].contains(where: { run.elementsEqual($0.utf8) })
        || Self.isNumber(run)
    else { throw .notJSON }
    record.append(run)
  }

  static func isNumber(_ run: ArraySlice<UInt8>) -> Bool {
    var rest = run
    func digits() -> Int {
      let count = rest.prefix { ByteSet.digits.contains($0) }.count
      rest = rest.dropFirst(count)
      return count
    }
    if rest.first == UInt8(ascii: "-") { rest = rest.dropFirst() }
    let leadsWithZero = rest.first == UInt8(ascii: "0")
    let whole = digits()
    guard whole == 1 || (whole > 1 && !leadsWithZero) else { return false }
    if rest.first == UInt8(ascii: ".") {
      rest = rest.dropFirst()
      guard digits() > 0 else { return false }
    }
    if rest.first == UInt8(ascii: "e") || rest.first == UInt8(ascii: "E") {
      rest = rest.dropFirst()
      if rest.first == UInt8(ascii: "+") || rest.first == UInt8(ascii: "-") {
        rest = rest.dropFirst()
      }
      guard digits() > 0 else { return false }
    }
    return rest.isEmpty
  }

  private mutating func string(into record: inout Record) throws(Unreadable) {
    position += 1
    while true {
      let start = position
      position = min(end, bytes.span.endOfPlainString(from: position))
      record.append(bytes[start..<position])
      switch current {
      case UInt8(ascii: "\""):
        position += 1
        return
      case UInt8(ascii: "\\"): try escape(into: &record)
      default: throw .notJSON
      }
    }
  }

  private mutating func escape(into record: inout Record) throws(Unreadable) {
    guard position + 1 < end else { throw .notJSON }
    let letter = bytes[position + 1]
    position += 2
    switch letter {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): record.append(letter)
    case UInt8(ascii: "b"): record.append(0x08)
    case UInt8(ascii: "f"): record.append(0x0C)
    case UInt8(ascii: "n"): record.append(0x0A)
    case UInt8(ascii: "r"): record.append(0x0D)
    case UInt8(ascii: "t"): record.append(0x09)
    case UInt8(ascii: "u"):
      let scalar = try escapedScalar()
      for byte in UTF8.encode(scalar) ?? .init([0xEF, 0xBF, 0xBD]) { record.append(byte) }
    default: throw .notJSON
    }
  }

  private mutating func escapedScalar() throws(Unreadable) -> Unicode.Scalar {
    let first = try fourHexadecimalDigits()
    guard 0xD800...0xDBFF ~= first else { return Unicode.Scalar(first) ?? "\u{FFFD}" }
    let after = position
    if end - position >= 6, bytes[position] == UInt8(ascii: "\\"),
      bytes[position + 1] == UInt8(ascii: "u")
    {
      position += 2
      let second = try fourHexadecimalDigits()
      if 0xDC00...0xDFFF ~= second {
        return Unicode.Scalar(0x10000 + (first - 0xD800) << 10 + (second - 0xDC00)) ?? "\u{FFFD}"
      }
    }
    position = after
    return "\u{FFFD}"
  }

  private mutating func fourHexadecimalDigits() throws(Unreadable) -> UInt32 {
    guard end - position >= 4 else { throw .notJSON }
    var value: UInt32 = 0
    for _ in 0..<4 {
      guard let digit = ByteSet.hexadecimalValue(bytes[position]) else { throw .notJSON }
      value = value << 4 | UInt32(digit)
      position += 1
    }
    return value
  }

  private mutating func take(_ byte: UInt8) throws(Unreadable) {
    guard current == byte else { throw .notJSON }
    position += 1
  }

  private mutating func skipSpace() {
    while let byte = current, ByteSet.jsonSpace.contains(byte) { position += 1 }
  }
}
