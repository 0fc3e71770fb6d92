extension JSONParser {
  /// Reads a number: -? (0 | [1-9][0-9]*) (. [0-9]+)? ([eE] [+-]? [0-9]+)?
  mutating func parseNumber() throws(CandorError) -> JSONValue {
    let start = position
    let isNegative = skip(UInt8(ascii: "-"))
    let firstDigit = position
    // Counted below zero, so that the least Int64 needs no case of its own.
    var integer: Int64? = 0
    while let digit = digit {
      let (tens, tooLow) = (integer ?? 0).multipliedReportingOverflow(by: 10)
      let (sum, lower) = tens.subtractingReportingOverflow(Int64(digit))
      integer = integer == nil || tooLow || lower ? nil : sum
      position += 1
    }
    guard position > firstDigit else { throw unexpected("a digit") }
    guard bytes[firstDigit] != UInt8(ascii: "0") || position == firstDigit + 1 else {
      throw error("a number does not begin with a superfluous zero", at: start)
    }
    var isInteger = true
    if skip(UInt8(ascii: ".")) {
      isInteger = false
      try skipDigits()
    }
    if skip(UInt8(ascii: "e")) || skip(UInt8(ascii: "E")) {
      isInteger = false
      if !skip(UInt8(ascii: "+")) { _ = skip(UInt8(ascii: "-")) }
      try skipDigits()
    }
    if isInteger, let integer {
      if isNegative { return .integer(integer) }
      if integer != .min { return .integer(-integer) }
    }
    // Double's own conversion rounds correctly; the grammar is checked above.
    let text = String(decoding: bytes[start..<position], as: UTF8.self)
    guard let double = Double(text), double.isFinite else {
      throw error("this number is too large for 64 bits", at: start)
    }
    return .double(double)
  }

  private var digit: UInt8? {
    let byte = next
    return byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9") ? byte - UInt8(ascii: "0") : nil
  }

  private mutating func skipDigits() throws(CandorError) {
    guard digit != nil else { throw unexpected("a digit") }
    while digit != nil { position += 1 }
  }

  /// Reads a string, from its opening to its closing quote.
  mutating func parseString() throws(CandorError) -> String {
    let start = position
    position += 1
    let end = try skipPlainBytes(start)
    if bytes[end] == UInt8(ascii: "\"") {
      position = end + 1
      return try decode(bytes[start + 1..<end], from: start)
    }
    var text: [UInt8] = Array(bytes[start + 1..<end])
    while true {
      if skip(UInt8(ascii: "\"")) { return try decode(text[...], from: start) }
      if skip(UInt8(ascii: "\\")) {
        try parseEscape(into: &text)
      } else {
        let begin = position
        text += bytes[begin..<(try skipPlainBytes(start))]
      }
    }
  }

  /// Moves to the next quote or backslash and returns its place.
  private mutating func skipPlainBytes(_ start: Int) throws(CandorError) -> Int {
    while position < bytes.count {
      let byte = bytes[position]
      if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") { return position }
      guard byte >= 0x20 else {
        throw error("a control character in a string", hint: "write it as an escape, like `\\n`")
      }
      position += 1
    }
    throw error("this string does not end", at: start)
  }

  private func decode(
    _ utf8: ArraySlice<UInt8>, from start: Int
  ) throws(CandorError) -> String {
    if let text = String(validating: utf8, as: UTF8.self) { return text }
    throw error("this string is not UTF-8", at: start)
  }

  private mutating func parseEscape(into text: inout [UInt8]) throws(CandorError) {
    let start = position - 1
    let letter = next
    position += 1
    switch letter {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): text.append(letter)
    case UInt8(ascii: "b"): text.append(0x08)
    case UInt8(ascii: "f"): text.append(0x0C)
    case UInt8(ascii: "n"): text.append(0x0A)
    case UInt8(ascii: "r"): text.append(0x0D)
    case UInt8(ascii: "t"): text.append(0x09)
    case UInt8(ascii: "u"):
      let scalar = try parseScalar(start)
      text += Array(String(scalar).utf8)
    default: throw error("an unknown escape in a string", at: start)
    }
  }

  /// Reads the digits after `\u`, and the second half of a surrogate pair.
  private mutating func parseScalar(_ start: Int) throws(CandorError) -> Unicode.Scalar {
    var code = try parseFourDigits(start)
    if code & 0xFC00 == 0xD800, skip(UInt8(ascii: "\\")), skip(UInt8(ascii: "u")) {
      let low = try parseFourDigits(start)
      if low & 0xFC00 == 0xDC00 { code = 0x10000 + (code - 0xD800) << 10 + (low - 0xDC00) }
    }
    guard let scalar = Unicode.Scalar(code) else {
      throw error("half of a surrogate pair stands alone", at: start)
    }
    return scalar
  }

  private mutating func parseFourDigits(_ start: Int) throws(CandorError) -> UInt32 {
    var code: UInt32 = 0
    for _ in 0..<4 {
      let byte = next
      let digit: UInt8
      switch byte {
      case UInt8(ascii: "0")...UInt8(ascii: "9"): digit = byte - UInt8(ascii: "0")
      case UInt8(ascii: "a")...UInt8(ascii: "f"): digit = byte - UInt8(ascii: "a") + 10
      case UInt8(ascii: "A")...UInt8(ascii: "F"): digit = byte - UInt8(ascii: "A") + 10
      default: throw error("`\\u` needs four hexadecimal digits", at: start)
      }
      code = code << 4 | UInt32(digit)
      position += 1
    }
    return code
  }
}
