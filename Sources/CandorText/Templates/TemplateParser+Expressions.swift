import CandorCore

extension TemplateParser {
  /// An expression, or several with commas between, which are a tuple.
  mutating func tuple(
    withConditional: Bool = true, isParenthesised: Bool = false
  ) throws -> TemplateExpression {
    let start = place
    var (items, isTuple) = ([TemplateExpression](), false)
    while !isAtTupleEnd {
      items.append(try expression(withConditional: withConditional))
      guard take(",") else { break }
      isTuple = true
    }
    if items.count == 1, !isTuple { return items[0] }
    guard !items.isEmpty || isParenthesised else { throw expected("an expression") }
    return .init(kind: .tuple(items), place: start)
  }

  private var isAtTupleEnd: Bool {
    switch token.kind {
    case .variableEnd, .blockEnd, .symbol(")"), .end: true
    default: isAtName("recursive")
    }
  }

  mutating func expression(withConditional: Bool = true) throws -> TemplateExpression {
    try nested { parser in
      var result = try parser.binary(0)
      while withConditional, parser.isAtName("if") {
        let place = parser.place
        parser.advance()
        let condition = try parser.binary(0)
        let otherwise = parser.takeName("else") ? try parser.expression() : nil
        result = .init(kind: .conditional(result, if: condition, else: otherwise), place: place)
      }
      return result
    }
  }

  private static let relations = ["==", "!=", "<", "<=", ">", ">=", "in"]
  /// Operators with two sides, all from the left: those that bind least first. `not` and comparisons
  /// stand between `and` and `+`.
  private static let operators = [
    ["or"], ["and"], [], ["+", "-"], ["~"], ["*", "/", "//", "%"], ["**"],
  ]
  private static let comparisons = 2

  private mutating func binary(_ level: Int) throws -> TemplateExpression {
    if level == Self.comparisons { return try negation() }
    if level == Self.operators.count { return try unary() }
    var left = try binary(level + 1)
    while let symbol = takeOperator(of: Self.operators[level]) {
      let right = try binary(level + 1)
      let kind: TemplateExpression.Kind =
        switch symbol {
        case "or": .or(left, right)
        case "and": .and(left, right)
        default: .arithmetic(symbol, left, right)
        }
      left = .init(kind: kind, place: left.place)
    }
    return left
  }

  private mutating func takeOperator(of list: [String]) -> String? {
    switch token.kind {
    case .symbol(let text), .name(let text):
      guard list.contains(text) else { return nil }
      advance()
      return text
    default: return nil
    }
  }

  private mutating func negation() throws -> TemplateExpression {
    let start = place
    guard takeName("not") else { return try comparison() }
    return try nested { .init(kind: .not(try $0.negation()), place: start) }
  }

  private mutating func comparison() throws -> TemplateExpression {
    let start = place
    let first = try binary(Self.comparisons + 1)
    var others: [(relation: String, other: TemplateExpression)] = []
    while true {
      if isAtName("not"), nextToken.kind == .name("in") {
        advance()
        advance()
        others.append(("not in", try binary(Self.comparisons + 1)))
      } else if let relation = takeOperator(of: Self.relations) {
        others.append((relation, try binary(Self.comparisons + 1)))
      } else {
        return others.isEmpty ? first : .init(kind: .comparison(first, others), place: start)
      }
    }
  }

  private mutating func unary(withFilters: Bool = true) throws -> TemplateExpression {
    let start = place
    var result: TemplateExpression
    if isAt("-") || isAt("+") {
      let isMinus = isAt("-")
      advance()
      result = try nested {
        .init(kind: .sign(try $0.unary(withFilters: false), isMinus: isMinus), place: start)
      }
    } else {
      result = try primary()
    }
    result = try postfix(result)
    return withFilters ? try filtersAndTests(result) : result
  }

  mutating func primary() throws -> TemplateExpression {
    let start = place
    func expression(_ kind: TemplateExpression.Kind) -> TemplateExpression {
      .init(kind: kind, place: start)
    }
    switch token.kind {
    case .name(let name):
      advance()
      switch name {
      case "true", "True": return expression(.constant(.bool(true)))
      case "false", "False": return expression(.constant(.bool(false)))
      case "none", "None": return expression(.constant(.none))
      default: return expression(.name(name))
      }
    case .string:
      var text = ""
      while case .string(let part) = token.kind {
        text += part
        advance()
      }
      return expression(.constant(.literal(text)))
    case .integer(let integer):
      advance()
      return expression(.constant(.integer(integer)))
    case .double(let number):
      advance()
      return expression(.constant(.double(number)))
    case .symbol("("):
      advance()
      let result = try nested { try $0.tuple(isParenthesised: true) }
      try expect(.symbol(")"))
      return result
    case .symbol("["):
      advance()
      return expression(.list(try items(until: "]") { try $0.expression() }))
    case .symbol("{"):
      advance()
      let members = try items(until: "}") { parser in
        let key = try parser.expression()
        try parser.expect(.symbol(":"))
        return (key: key, value: try parser.expression())
      }
      return expression(.mapping(members))
    default: throw malformed("unexpected \(token.description)")
    }
  }

  mutating func items<Item>(
    until end: String, _ item: (inout TemplateParser) throws -> Item
  ) throws -> [Item] {
    var items: [Item] = []
    while !isAt(end) {
      items.append(try item(&self))
      if !isAt(end) { try expect(.symbol(",")) }
    }
    advance()
    return items
  }
}
