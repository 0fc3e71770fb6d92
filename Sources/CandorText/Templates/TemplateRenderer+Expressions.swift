import CandorCore

extension TemplateRenderer {
  mutating func evaluate(_ expression: TemplateExpression) throws -> TemplateValue {
    try spend(1)
    return try locating(expression.place) { renderer in
      let value = try renderer.nested { try $0.value(expression) }
      guard value.extent.depth <= 100 else {
        throw CandorError(.limitExceeded, "more than 100 lists and mappings lie in one another")
      }
      return value
    }
  }

  /// Gives a failure of `body` this place, unless it has one of its own.
  mutating func locating<Result>(
    _ place: TemplatePlace, _ body: (inout TemplateRenderer) throws -> Result
  ) throws -> Result {
    do {
      return try body(&self)
    } catch var error as CandorError where error.location?.line == nil {
      error.location = place.location
      throw error
    }
  }

  private mutating func value(_ expression: TemplateExpression) throws -> TemplateValue {
    switch expression.kind {
    case .constant(let value): return value
    case .captured: return .text(captured)
    case .name(let name): return value(of: name) ?? global(name)
    case .list(let items): return try .list(items.map { try evaluate($0) })
    case .tuple(let items): return try .list(items.map { try evaluate($0) }, .tuple)
    case .mapping(let members):
      var mapping = TemplateMapping()
      for (key, value) in members {
        guard case .text(let name) = try evaluate(key) else {
          throw CandorError(.unsupported, "a mapping with keys that are no texts is not supported")
        }
        mapping[name] = try evaluate(value)
      }
      return .mapping(mapping)
    case .member(let whole, let name):
      let value = try evaluate(whole)
      if case .namespace(let number) = value {
        return namespaces[number][name] ?? .undefined(name)
      }
      return try value.member(name)
    case .item(let whole, let key): return try item(evaluate(whole), evaluate(key))
    case .slice(let whole, let parts):
      let value = try evaluate(whole)
      let bounds = try parts.map { try $0.flatMap { try bound(evaluate($0)) } } + [nil]
      let slice = try value.slice(bounds[0], bounds[1], bounds[2])
      if case .text(let text) = slice { try spend(text.count) }
      return slice
    case .call(let function, let arguments):
      return try call(function, arguments, caller: nil, expression.place)
    case .filter(let input, let name, let arguments):
      let value = try evaluate(input)
      return try filter(name, value, self.arguments(arguments))
    case .test(let input, let name, let arguments):
      let value = try evaluate(input)
      return .bool(try test(name, value, self.arguments(arguments)))
    case .not(let value): return .bool(!(try evaluate(value).isTrue))
    case .and(let first, let second):
      let value = try evaluate(first)
      return value.isTrue ? try evaluate(second) : value
    case .or(let first, let second):
      let value = try evaluate(first)
      return value.isTrue ? value : try evaluate(second)
    case .sign(let value, let isMinus):
      return try arithmetic(isMinus ? "-" : "+", .integer(0), number(evaluate(value)))
    case .arithmetic(let symbol, let first, let second):
      let (first, second) = (try evaluate(first), try evaluate(second))
      return try arithmetic(symbol, first, second)
    case .comparison(let first, let others): return try comparison(first, others)
    case .conditional(let value, let condition, let otherwise):
      if try evaluate(condition).isTrue { return try evaluate(value) }
      return try otherwise.map { try evaluate($0) } ?? .undefined("if without else")
    }
  }

  private func item(_ value: TemplateValue, _ key: TemplateValue) throws -> TemplateValue {
    if case .namespace(let number) = value, case .text(let name) = key {
      return namespaces[number][name.string] ?? .undefined(name.string)
    }
    return try value.item(key)
  }

  private func bound(_ value: TemplateValue) throws -> Int? {
    if case .none = value { return nil }
    guard let bound = value.integral else {
      throw CandorError(.malformed, "\(value.kind) is no bound of a slice")
    }
    return bound
  }

  private func number(_ value: TemplateValue) throws -> TemplateValue {
    guard value.number != nil else {
      throw CandorError(.malformed, "\(value.kind) has no sign")
    }
    return value
  }

  private mutating func comparison(
    _ first: TemplateExpression, _ others: [(relation: String, other: TemplateExpression)]
  ) throws -> TemplateValue {
    var left = try evaluate(first)
    for (relation, other) in others {
      let right = try evaluate(other)
      guard try compare(left, relation, right) else { return .bool(false) }
      left = right
    }
    return .bool(true)
  }

  mutating func compare(
    _ left: TemplateValue, _ relation: String, _ right: TemplateValue
  ) throws -> Bool {
    try spend(relation.hasSuffix("in") ? right.extent.size : left.extent.size)
    return switch relation {
    case "==": left == right
    case "!=": !(left == right)
    case "in": try left.isIn(right)
    case "not in": try !left.isIn(right)
    case "<": try TemplateValue.isLess(left, right)
    case ">": try TemplateValue.isLess(right, left)
    case "<=": try !TemplateValue.isLess(right, left)
    default: try !TemplateValue.isLess(left, right)
    }
  }
}
