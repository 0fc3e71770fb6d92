import CandorCore

extension TemplateParser {
  /// Statements up to a tag whose name is in `ends`, which is taken but for its `%}`.
  mutating func statements(
    until ends: [String]
  ) throws -> (body: [TemplateStatement], end: String) {
    try nested { parser in
      var body: [TemplateStatement] = []
      while true {
        switch parser.token.kind {
        case .data(let text):
          body.append(.text(TemplateText(text, isTrusted: true)))
          parser.advance()
        case .variableBegin:
          parser.advance()
          body.append(.output(try parser.tuple()))
          try parser.expect(.variableEnd)
        case .blockBegin:
          if case .name(let name) = parser.nextToken.kind, ends.contains(name) {
            parser.advance()
            parser.advance()
            return (body, name)
          }
          body.append(contentsOf: try parser.statement())
        default:
          guard ends.isEmpty else {
            throw parser.expected(ends.map { "`{% \($0) %}`" }.joined(separator: " or "))
          }
          return (body, "")
        }
      }
    }
  }

  /// The body of a tag, from its `%}` to the `%}` of its end.
  private mutating func body(
    until ends: String..., closes: Bool = true
  ) throws -> (body: [TemplateStatement], end: String) {
    _ = take(":")
    try expect(.blockEnd)
    let result = try statements(until: ends)
    if closes { try expect(.blockEnd) }
    return result
  }

  private mutating func statement() throws -> [TemplateStatement] {
    advance()
    let start = place
    let name = try expectName()
    switch name {
    case "if": return [try conditional()]
    case "for": return [try loop(start)]
    case "set": return [try assignment(start)]
    case "macro": return [try macro()]
    case "call": return [try callBlock(start)]
    case "with": return [try scope(start)]
    case "filter":
      let filters = try filter(of: .init(kind: .captured, place: start))
      return [.filter(try filterChain(filters), try body(until: "endfilter").body)]
    case "generation":
      // Marks what the model wrote; its body has a scope of its own.
      return [.scope([], try body(until: "endgeneration").body, start)]
    case "print":
      var outputs = [TemplateStatement.output(try expression())]
      while take(",") { outputs.append(.output(try expression())) }
      try expect(.blockEnd)
      return outputs
    case "break", "continue":
      guard loops > 0 else { throw malformed("`\(name)` stands outside of a loop") }
      try expect(.blockEnd)
      return [name == "break" ? .breakLoop : .continueLoop]
    default:
      throw CandorError(
        .unsupported, "the tag `\(name)` is not supported",
        hint: "supported are `if`, `for`, `set`, `macro`, `call`, `with`, `filter`, `generation`, "
          + "`print`, `break`, `continue` and `raw`", at: start.location)
    }
  }

  private mutating func conditional() throws -> TemplateStatement {
    let wasTopLevel = isTopLevel
    defer { isTopLevel = wasTopLevel }
    var branches: [(condition: TemplateExpression, body: [TemplateStatement])] = []
    while true {
      let condition = try tuple(withConditional: false)
      let (body, end) = try body(until: "elif", "else", "endif", closes: false)
      branches.append((condition, body))
      if end == "elif" { continue }
      guard end == "else" else {
        try expect(.blockEnd)
        return .conditional(branches, else: [])
      }
      return .conditional(branches, else: try self.body(until: "endif").body)
    }
  }

  private mutating func loop(_ start: TemplatePlace) throws -> TemplateStatement {
    let wasTopLevel = isTopLevel
    (loops, isTopLevel) = (loops + 1, false)
    defer { (loops, isTopLevel) = (loops - 1, wasTopLevel) }
    let target = try target(isMember: false)
    guard takeName("in") else { throw expected("`in`") }
    let items = try tuple(withConditional: false)
    let condition = takeName("if") ? try expression() : nil
    if isAtName("recursive") { throw unsupported("recursive loops are not supported") }
    let (statements, end) = try body(until: "endfor", "else", closes: false)
    if end == "endfor" { try expect(.blockEnd) }
    return .loop(
      TemplateForLoop(
        target: target, items: items, condition: condition, body: statements,
        otherwise: end == "else" ? try body(until: "endfor").body : [], place: start))
  }

  private mutating func assignment(_ start: TemplatePlace) throws -> TemplateStatement {
    let target = try target(isMember: true)
    if take("=") {
      let value = try tuple()
      try expect(.blockEnd)
      return .assignment(target, value, start)
    }
    let filters = try filterChain(.init(kind: .captured, place: start))
    return .capture(target, filters, try body(until: "endset").body, start)
  }

  private mutating func macro() throws -> TemplateStatement {
    guard isTopLevel else {
      throw unsupported("a macro inside of a loop or another macro is not supported")
    }
    let name = try expectName()
    let parameters = try parameters()
    return .macro(TemplateMacro(name, parameters, try closedBody(until: "endmacro")))
  }

  private mutating func callBlock(_ start: TemplatePlace) throws -> TemplateStatement {
    let parameters = isAt("(") ? try parameters() : []
    guard case .call(let function, let arguments) = try expression().kind else {
      throw malformed("expected a call")
    }
    let body = TemplateMacro("caller", parameters, try closedBody(until: "endcall"))
    return .call(function, arguments, body: body, start)
  }

  /// The body of a macro, which neither ends the loops around it nor holds macros.
  private mutating func closedBody(until end: String) throws -> [TemplateStatement] {
    let around = (loops, isTopLevel)
    (loops, isTopLevel) = (0, false)
    defer { (loops, isTopLevel) = around }
    return try body(until: end).body
  }

  private mutating func scope(_ start: TemplatePlace) throws -> TemplateStatement {
    let wasTopLevel = isTopLevel
    isTopLevel = false
    defer { isTopLevel = wasTopLevel }
    var values: [(target: TemplateTarget, value: TemplateExpression)] = []
    while token.kind != .blockEnd {
      if !values.isEmpty { try expect(.symbol(",")) }
      let target = try target(isMember: false)
      try expect(.symbol("="))
      values.append((target, try expression()))
    }
    return .scope(values, try body(until: "endwith").body, start)
  }

  private mutating func parameters() throws -> [(name: String, fallback: TemplateExpression?)] {
    var parameters: [(name: String, fallback: TemplateExpression?)] = []
    try expect(.symbol("("))
    while !isAt(")") {
      if !parameters.isEmpty { try expect(.symbol(",")) }
      let name = try expectName()
      let fallback = take("=") ? try expression() : nil
      if fallback == nil, parameters.last?.fallback != nil {
        throw malformed("a parameter without default follows one with a default")
      }
      parameters.append((name, fallback))
    }
    try expect(.symbol(")"))
    return parameters
  }

  private mutating func target(isMember: Bool) throws -> TemplateTarget {
    var targets: [TemplateTarget] = []
    repeat {
      if !targets.isEmpty, isAtName("in") || isAt("=") || token.kind == .blockEnd {
        return .tuple(targets)
      }
      targets.append(try singleTarget(isMember: isMember))
    } while take(",")
    return targets.count == 1 ? targets[0] : .tuple(targets)
  }

  private mutating func singleTarget(isMember: Bool) throws -> TemplateTarget {
    if take("(") {
      let target = try nested { try $0.target(isMember: isMember) }
      try expect(.symbol(")"))
      return target
    }
    let name = try expectName()
    guard !["true", "false", "none", "True", "False", "None"].contains(name) else {
      throw malformed("`\(name)` cannot be given a value")
    }
    if isMember, take(".") { return .member(of: name, try expectName()) }
    return .name(name)
  }
}
