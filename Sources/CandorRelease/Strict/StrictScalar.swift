/// A scalar as it was written, and what kind of thing every YAML reader would take it for.
package struct StrictScalar: Sendable {
  package enum Kind: Sendable {
    /// Quoted, a block, or plain words that no YAML version reads as anything else.
    case text
    case integer, number, boolean, nothing
    /// Plain, and read differently by different YAML versions (`no`, `0x10`, `12:30`, a date).
    case ambiguous
  }

  package var text: String
  package var kind: Kind

  /// How a message calls this scalar; long texts are cut.
  var description: String {
    let shown = text.count > 40 ? text.prefix(37) + "..." : text[...]
    return switch kind {
    case .text: "the text `\(shown)`"
    case .integer: "the integer `\(shown)`"
    case .number: "the number `\(shown)`"
    case .boolean: "the truth value `\(shown)`"
    case .nothing: "nothing"
    case .ambiguous: "`\(shown)`, which YAML readers understand differently"
    }
  }

  /// `-?(0|[1-9][0-9]*)`: no leading zeros, no `+`, no underscores, no other bases.
  static func isDecimalInteger(_ text: String) -> Bool {
    let digits = text.utf8.drop { $0 == UInt8(ascii: "-") }
    guard text.utf8.count - digits.count <= 1, let first = digits.first else { return false }
    return digits.allSatisfy(isDigit) && (first != UInt8(ascii: "0") || digits.count == 1)
  }

  /// A decimal integer, then an optional fraction and an optional exponent, both with digits.
  /// This is JSON's grammar of numbers (RFC 8259, section 6): infinities and NaN cannot be said.
  static func isDecimalNumber(_ text: String) -> Bool {
    var rest = Array(text.utf8)[...]
    let whole = rest.prefix { isDigit($0) || $0 == UInt8(ascii: "-") }
    guard isDecimalInteger(String(decoding: whole, as: UTF8.self)) else { return false }
    rest = rest.dropFirst(whole.count)
    if rest.first == UInt8(ascii: ".") {
      let fraction = rest.dropFirst().prefix(while: isDigit)
      guard !fraction.isEmpty else { return false }
      rest = rest.dropFirst(fraction.count + 1)
    }
    if rest.first == UInt8(ascii: "e") || rest.first == UInt8(ascii: "E") {
      rest = rest.dropFirst()
      if rest.first == UInt8(ascii: "-") || rest.first == UInt8(ascii: "+") {
        rest = rest.dropFirst()
      }
      guard !rest.isEmpty, rest.allSatisfy(isDigit) else { return false }
      rest = []
    }
    return rest.isEmpty
  }

  private static func isDigit(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
  }
}
