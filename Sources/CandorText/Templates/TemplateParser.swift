import CandorCore

/// Makes a template's tokens into statements, by the grammar of Jinja 3.1.
///
/// What Jinja has and chat templates have no use for is refused by name: other templates, blocks,
/// recursive loops, `*` and `**` before arguments.
struct TemplateParser {
  private static let deepest = 200

  private let tokens: [TemplateToken]
  private var position = 0
  private var depth = 0
  /// What the statement at hand lies in; a macro hides what is around it.
  var loops = 0
  var isTopLevel = true

  /// - Throws: `malformed`, `unsupported`, `limitExceeded`, with line and column.
  static func statements(of source: String) throws -> [TemplateStatement] {
    var parser = TemplateParser(tokens: try TemplateLexer.tokens(of: source))
    return try parser.statements(until: []).body
  }

  private init(tokens: [TemplateToken]) { self.tokens = tokens }

  var token: TemplateToken { tokens[position] }
  var nextToken: TemplateToken { tokens[min(position + 1, tokens.count - 1)] }
  var place: TemplatePlace { token.place }

  mutating func advance() { position = min(position + 1, tokens.count - 1) }

  func isAt(_ symbol: String) -> Bool { token.kind == .symbol(symbol) }
  func isAtName(_ name: String) -> Bool { token.kind == .name(name) }

  mutating func take(_ symbol: String) -> Bool {
    guard isAt(symbol) else { return false }
    advance()
    return true
  }

  mutating func takeName(_ name: String) -> Bool {
    guard isAtName(name) else { return false }
    advance()
    return true
  }

  mutating func expect(_ kind: TemplateToken.Kind) throws {
    guard token.kind == kind else {
      throw expected(TemplateToken(kind: kind, place: place).description)
    }
    advance()
  }

  mutating func expectName() throws -> String {
    guard case .name(let name) = token.kind else { throw expected("a name") }
    advance()
    return name
  }

  func expected(_ what: String) -> CandorError {
    malformed("expected \(what), found \(token.description)")
  }

  func malformed(_ message: String) -> CandorError {
    CandorError(.malformed, message, at: place.location)
  }

  func unsupported(_ message: String, hint: String? = nil) -> CandorError {
    CandorError(.unsupported, message, hint: hint, at: place.location)
  }

  /// Runs `body` one level deeper.
  mutating func nested<Result>(_ body: (inout TemplateParser) throws -> Result) throws -> Result {
    depth += 1
    defer { depth -= 1 }
    guard depth <= Self.deepest else {
      throw CandorError(
        .limitExceeded, "more than \(Self.deepest) things lie in one another", at: place.location)
    }
    return try body(&self)
  }
}

extension TemplatePlace {
  var location: CandorError.Location { .init(line: line, column: column) }
}
