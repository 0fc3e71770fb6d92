import CandorCore

extension TemplateScanner {
  private static let symbols = [
    "//", "**", "==", "!=", ">=", "<=", "+", "-", "/", "*", "%", "~", "[", "]", "(", ")", "{", "}",
    ">", "<", "=", ".", ":", "|", ",",
  ]

  var isAtTag: Bool { starts(with: "{{") || starts(with: "{%") || starts(with: "{#") }

  /// The name, number, string or symbol that stands here.
  mutating func takeToken() throws -> TemplateToken.Kind {
    let start = place
    guard let first = peek else { return .end }
    if first == "'" || first == "\"" { return .string(try takeString(quote: first)) }
    if Self.isDigit(first) { return try takeNumber() }
    if Self.isNamePart(first) { return .name(take { $0.peek.map(Self.isNamePart) ?? false }) }
    guard let symbol = Self.symbols.first(where: { starts(with: $0) }) else {
      throw CandorError(.malformed, "unexpected character `\(first)`", at: start.location)
    }
    skip(symbol.count)
    return .symbol(symbol)
  }

  private static func isDigit(_ scalar: Unicode.Scalar) -> Bool { ("0"..."9").contains(scalar) }

  private static func isNamePart(_ scalar: Unicode.Scalar) -> Bool {
    scalar == "_" || isDigit(scalar) || scalar.properties.isAlphabetic
  }

  private mutating func takeNumber() throws -> TemplateToken.Kind {
    let (start, follows) = (place, previous)
    let whole = takeDigits()
    if whole == "0", let radix = peek.flatMap({ Self.radices[$0] }) {
      skip(1)
      let digits = take { $0.peek.map(Self.isNamePart) ?? false }
      guard let value = Int(digits.filter { $0 != "_" }, radix: radix) else {
        throw CandorError(.malformed, "this is no number", at: start.location)
      }
      return .integer(value)
    }
    var text = whole
    if follows != "." {
      if starts(with: "."), isDigit(after: 1) {
        skip(1)
        text += "." + takeDigits()
      }
      if let mark = peek, mark == "e" || mark == "E" {
        let isSigned = starts(with: "\(mark)+") || starts(with: "\(mark)-")
        if isDigit(after: isSigned ? 2 : 1) {
          text += take(count: isSigned ? 2 : 1) + takeDigits()
        }
      }
    }
    if text != whole, let value = Double(text) { return .double(value) }
    let isOctalOfOld = whole.hasPrefix("0") && whole.contains { $0 != "0" }
    guard !isOctalOfOld, let value = Int(whole) else {
      throw CandorError(.malformed, "`\(whole)` is no whole number of 64 bits", at: start.location)
    }
    return .integer(value)
  }

  private static let radices: [Unicode.Scalar: Int] = [
    "b": 2, "B": 2, "o": 8, "O": 8, "x": 16, "X": 16,
  ]

  private mutating func takeDigits() -> String {
    take { scanner in
      guard let scalar = scanner.peek else { return false }
      return Self.isDigit(scalar) || scalar == "_" && scanner.isDigit(after: 1)
    }.filter { $0 != "_" }
  }

  private func isDigit(after count: Int) -> Bool {
    var ahead = self
    ahead.skip(count)
    return ahead.peek.map(Self.isDigit) ?? false
  }

  private mutating func take(count: Int) -> String {
    var left = count
    return take { _ in
      left -= 1
      return left >= 0
    }
  }

  private mutating func takeString(quote: Unicode.Scalar) throws -> String {
    let start = place
    var scalars = String.UnicodeScalarView()
    skip(1)
    while let scalar = peek {
      let at = place
      skip(1)
      if scalar == quote { return String(scalars) }
      guard scalar == "\\", let escaped = peek else {
        scalars.append(scalar)
        continue
      }
      skip(1)
      switch escaped {
      case "\n": break
      case "\\", "'", "\"": scalars.append(escaped)
      case "a": scalars.append("\u{07}")
      case "b": scalars.append("\u{08}")
      case "f": scalars.append("\u{0C}")
      case "n": scalars.append("\n")
      case "r": scalars.append("\r")
      case "t": scalars.append("\t")
      case "v": scalars.append("\u{0B}")
      case "x": scalars.append(try takeCode(digits: 2, radix: 16, at: at))
      case "u": scalars.append(try takeCode(digits: 4, radix: 16, at: at))
      case "U": scalars.append(try takeCode(digits: 8, radix: 16, at: at))
      case "N":
        throw CandorError(
          .unsupported, "characters by their names are not supported",
          hint: "write `\\u` and four digits", at: at.location)
      case "0"..."7":
        var code = escaped.value - 48
        for _ in 0..<2 {
          guard let digit = peek, ("0"..."7").contains(digit) else { break }
          code = code * 8 + digit.value - 48
          skip(1)
        }
        Unicode.Scalar(code).map { scalars.append($0) }
      default: scalars.append(contentsOf: ["\\", escaped])
      }
    }
    throw CandorError(.malformed, "a string does not end", at: start.location)
  }

  private mutating func takeCode(
    digits: Int, radix: Int, at place: TemplatePlace
  ) throws -> Unicode.Scalar {
    let text = take(count: digits)
    guard text.utf8.count == digits, text.utf8.allSatisfy({ $0 != 0x2B && $0 != 0x2D }),
      let code = UInt32(text, radix: radix), let scalar = Unicode.Scalar(code)
    else {
      throw CandorError(.malformed, "`\\` does not lead to a character", at: place.location)
    }
    return scalar
  }
}
