import CandorCore

// What follows a value: members, items, calls, filters and tests.
extension TemplateParser {
  mutating func postfix(_ value: TemplateExpression) throws -> TemplateExpression {
    var result = value
    while true {
      let start = place
      if take(".") {
        if case .integer(let index) = token.kind {
          advance()
          let key = TemplateExpression(kind: .constant(.integer(index)), place: start)
          result = .init(kind: .item(result, key), place: start)
        } else {
          result = .init(kind: .member(result, try expectName()), place: start)
        }
      } else if take("[") {
        result = .init(kind: try subscripted(result), place: start)
      } else if isAt("(") {
        result = .init(kind: .call(result, try arguments()), place: start)
      } else {
        return result
      }
    }
  }

  private mutating func subscripted(
    _ value: TemplateExpression
  ) throws -> TemplateExpression.Kind {
    var parts: [TemplateExpression?] = [nil]
    while !isAt("]") {
      if isAt(",") { throw unsupported("several items at once are not supported") }
      if take(":") {
        parts.append(nil)
      } else if parts[parts.count - 1] == nil {
        parts[parts.count - 1] = try expression()
      } else {
        throw expected("`]`")
      }
    }
    guard parts.count <= 3 else { throw malformed("a slice has at most three parts") }
    if parts.count == 1 {
      guard let key = parts[0] else { throw expected("an expression") }
      advance()
      return .item(value, key)
    }
    advance()
    return .slice(value, parts)
  }

  mutating func filtersAndTests(_ value: TemplateExpression) throws -> TemplateExpression {
    var result = value
    while true {
      if isAt("|") {
        advance()
        result = try filter(of: result)
      } else if isAtName("is") {
        result = try test(of: result)
      } else if isAt("(") {
        let start = place
        result = .init(kind: .call(result, try arguments()), place: start)
      } else {
        return result
      }
    }
  }

  /// The filters of a block, each after a bar.
  mutating func filterChain(_ value: TemplateExpression) throws -> TemplateExpression {
    var result = value
    while take("|") { result = try filter(of: result) }
    return result
  }

  mutating func filter(of value: TemplateExpression) throws -> TemplateExpression {
    let start = place
    let name = try expectName()
    let arguments = isAt("(") ? try arguments() : TemplateCallArguments()
    return .init(kind: .filter(value, name, arguments), place: start)
  }

  private mutating func test(of value: TemplateExpression) throws -> TemplateExpression {
    advance()
    let isNegated = takeName("not")
    let start = place
    let name = try expectName()
    var arguments = TemplateCallArguments()
    if isAt("(") {
      arguments = try self.arguments()
    } else if isAtTestArgument {
      if isAtName("is") { throw malformed("tests cannot be chained") }
      arguments.positional = [try postfix(try primary())]
    }
    let test = TemplateExpression(kind: .test(value, name, arguments), place: start)
    return isNegated ? .init(kind: .not(test), place: start) : test
  }

  private var isAtTestArgument: Bool {
    switch token.kind {
    case .name(let name): !["else", "or", "and"].contains(name)
    case .string, .integer, .double, .symbol("["), .symbol("{"): true
    default: false
    }
  }

  mutating func arguments() throws -> TemplateCallArguments {
    try expect(.symbol("("))
    var arguments = TemplateCallArguments()
    _ = try items(until: ")") { parser in
      if parser.isAt("*") || parser.isAt("**") {
        throw parser.unsupported("`*` and `**` before arguments are not supported")
      }
      if case .name(let name) = parser.token.kind, parser.nextToken.kind == .symbol("=") {
        parser.advance()
        parser.advance()
        arguments.named.append((name, try parser.expression()))
      } else if arguments.named.isEmpty {
        arguments.positional.append(try parser.expression())
      } else {
        throw parser.malformed("an argument without name follows one with a name")
      }
    }
    return arguments
  }
}
