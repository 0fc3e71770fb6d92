import CandorCore

/// Cuts a template into tokens, as Jinja does with `trim_blocks` and `lstrip_blocks` on.
///
/// One line break after `%}` and `#}` goes; so does white space before `{%` and `{#` on their line. A
/// minus sign inside a tag takes all white space on its side, a plus sign keeps it.
struct TemplateLexer {
  static let longestSource = 1 << 20
  private static let mostTokensInTag = 2000

  private var scanner: TemplateScanner
  private var tokens: [TemplateToken] = []
  /// Whether the text to come begins a line.
  private var beginsLine = true

  /// - Throws: `malformed` for what no template may hold, `limitExceeded` beyond 1 MiB.
  static func tokens(of source: String) throws -> [TemplateToken] {
    guard source.utf8.count <= longestSource else {
      throw CandorError(.limitExceeded, "the template is longer than \(longestSource) bytes")
    }
    var lexer = TemplateLexer(scanner: TemplateScanner(source))
    return try lexer.run()
  }

  private init(scanner: TemplateScanner) { self.scanner = scanner }

  private mutating func run() throws -> [TemplateToken] {
    while !scanner.isAtEnd {
      let start = scanner.place
      let text = scanner.take { !$0.isAtTag }
      guard !scanner.isAtEnd else {
        add(.data(text), start)
        break
      }
      let begin = scanner.place
      let (isVariable, isComment) = (scanner.starts(with: "{{"), scanner.starts(with: "{#"))
      scanner.skip(2)
      let sign = scanner.takeSign()
      add(.data(trimmed(text, sign, isVariable: isVariable)), start)
      if isComment {
        try skipComment(from: begin)
      } else if !isVariable, scanner.isAtRaw {
        try takeRaw(from: begin)
      } else {
        try takeTag(isBlock: !isVariable, from: begin)
      }
    }
    tokens.append(TemplateToken(kind: .end, place: scanner.place))
    return tokens
  }

  private mutating func add(_ kind: TemplateToken.Kind, _ place: TemplatePlace) {
    if case .data("") = kind { return }
    tokens.append(TemplateToken(kind: kind, place: place))
  }

  /// What is left of the text before a tag with this sign.
  private func trimmed(
    _ text: String, _ sign: Unicode.Scalar?, isVariable: Bool = false
  ) -> String {
    let text = TemplateText(text, isTrusted: true)
    if sign == "-" { return text.stripped(.trailing).string }
    guard sign == nil, !isVariable else { return text.string }
    let lastLine = text.characters.lastIndex { $0.scalar == "\n" }.map { $0 + 1 } ?? 0
    guard lastLine > 0 || beginsLine, text.characters[lastLine...].allSatisfy(\.isSpace) else {
      return text.string
    }
    return TemplateText(text.characters[..<lastLine]).string
  }

  private mutating func skipComment(from begin: TemplatePlace) throws {
    let comment = scanner.take { !$0.starts(with: "#}") }
    guard !scanner.isAtEnd else { throw malformed("a comment does not end", begin) }
    scanner.skip(2)
    closeBlock(comment.unicodeScalars.last)
  }

  private mutating func takeRaw(from begin: TemplatePlace) throws {
    scanner.skipSpaces()
    scanner.skip(3)
    scanner.skipSpaces()
    let sign = scanner.takeSign()
    scanner.skip(2)
    if sign == "-" { scanner.skipSpaces() }
    beginsLine = scanner.previous == "\n"
    let start = scanner.place
    let text = scanner.take { !$0.isAtEndRaw }
    guard !scanner.isAtEnd else { throw malformed("`raw` does not end", begin) }
    scanner.skip(2)
    add(.data(trimmed(text, scanner.takeSign())), start)
    scanner.skipSpaces()
    scanner.skip(6)
    scanner.skipSpaces()
    let endSign = scanner.takeSign()
    scanner.skip(2)
    closeBlock(endSign)
  }

  /// Takes the white space that goes with the end of a block or comment.
  private mutating func closeBlock(_ sign: Unicode.Scalar?) {
    if sign == "-" {
      scanner.skipSpaces()
    } else if sign != "+", scanner.starts(with: "\n") {
      scanner.skip(1)
    }
    beginsLine = scanner.previous == "\n"
  }

  private mutating func takeTag(isBlock: Bool, from begin: TemplatePlace) throws {
    add(isBlock ? .blockBegin : .variableBegin, begin)
    var open: [Character] = []
    let first = tokens.count
    while true {
      scanner.skipSpaces()
      let place = scanner.place
      guard !scanner.isAtEnd else { throw malformed("the tag does not end", begin) }
      if open.isEmpty, scanner.isAtEnd(of: isBlock ? "%}" : "}}", allowsPlus: isBlock) {
        add(isBlock ? .blockEnd : .variableEnd, place)
        let sign = scanner.takeSign()
        scanner.skip(2)
        if isBlock {
          closeBlock(sign)
        } else {
          if sign == "-" { scanner.skipSpaces() }
          beginsLine = scanner.previous == "\n"
        }
        return
      }
      guard tokens.count - first < Self.mostTokensInTag else {
        throw CandorError(
          .limitExceeded, "a tag has more than \(Self.mostTokensInTag) parts", at: place.location)
      }
      let kind = try scanner.takeToken()
      try balance(kind, &open, place)
      add(kind, place)
    }
  }

  private func balance(
    _ kind: TemplateToken.Kind, _ open: inout [Character], _ place: TemplatePlace
  ) throws {
    guard case .symbol(let symbol) = kind else { return }
    switch symbol {
    case "(": open.append(")")
    case "[": open.append("]")
    case "{": open.append("}")
    case ")", "]", "}":
      guard let expected = open.popLast() else { throw malformed("unexpected `\(symbol)`", place) }
      guard symbol == String(expected) else {
        throw malformed("`\(symbol)` where `\(expected)` is expected", place)
      }
    default: break
    }
  }

  private func malformed(_ message: String, _ place: TemplatePlace) -> CandorError {
    CandorError(.malformed, message, at: place.location)
  }
}
