/// A position in a template's source, and what can be taken from there.
struct TemplateScanner {
  private let source: [Unicode.Scalar]
  private var position = 0
  private(set) var place = TemplatePlace()

  /// All line breaks become LF, and one at the very end goes.
  init(_ text: String) {
    var source: [Unicode.Scalar] = []
    for scalar in text.unicodeScalars {
      if scalar == "\n", source.last == "\r" { source.removeLast() }
      source.append(scalar)
    }
    for index in source.indices where source[index] == "\r" { source[index] = "\n" }
    if source.last == "\n" { source.removeLast() }
    self.source = source
  }

  var isAtEnd: Bool { position == source.count }

  /// The character before the position.
  var previous: Unicode.Scalar? { position > 0 ? source[position - 1] : nil }

  func starts(with text: String) -> Bool {
    source[position...].starts(with: text.unicodeScalars)
  }

  /// Takes characters while `goesOn` holds before each.
  mutating func take(while goesOn: (TemplateScanner) -> Bool) -> String {
    var taken = String.UnicodeScalarView()
    while !isAtEnd, goesOn(self) {
      taken.append(source[position])
      advance(over: source[position])
    }
    return String(taken)
  }

  mutating func skipSpaces() {
    while let scalar = peek, TemplateCharacter(scalar, isTrusted: true).isSpace {
      advance(over: scalar)
    }
  }

  /// The sign beside the brackets of a tag.
  mutating func takeSign() -> Unicode.Scalar? {
    guard let sign = peek, sign == "-" || sign == "+" else { return nil }
    advance(over: sign)
    return sign
  }

  /// Whether a tag ends here, in `end` or a sign and `end`.
  func isAtEnd(of end: String, allowsPlus: Bool) -> Bool {
    starts(with: end) || starts(with: "-" + end) || allowsPlus && starts(with: "+" + end)
  }

  /// Whether `{%` was the beginning of `raw`.
  var isAtRaw: Bool { isAtWord("raw", allowsPlus: false) }

  /// Whether the tag that ends `raw` stands here.
  var isAtEndRaw: Bool {
    guard starts(with: "{%") else { return false }
    var ahead = self
    ahead.skip(2)
    _ = ahead.takeSign()
    return ahead.isAtWord("endraw", allowsPlus: true)
  }

  private func isAtWord(_ word: String, allowsPlus: Bool) -> Bool {
    var ahead = self
    ahead.skipSpaces()
    guard ahead.starts(with: word) else { return false }
    ahead.skip(word.count)
    ahead.skipSpaces()
    return ahead.isAtEnd(of: "%}", allowsPlus: allowsPlus)
  }

  mutating func skip(_ count: Int) {
    for scalar in source[position...].prefix(count) { advance(over: scalar) }
  }

  var peek: Unicode.Scalar? { isAtEnd ? nil : source[position] }

  mutating func advance(over scalar: Unicode.Scalar) {
    position += 1
    if scalar == "\n" {
      place.line += 1
      place.column = 1
    } else {
      place.column += 1
    }
  }
}
