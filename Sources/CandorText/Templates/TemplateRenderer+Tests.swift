import CandorCore

// What stands after `is`.
extension TemplateRenderer {
  static let tests = [
    "boolean", "callable", "defined", "divisibleby", "eq", "equalto", "even", "false", "float",
    "ge",
    "greaterthan", "gt", "in", "integer", "iterable", "le", "lessthan", "lower", "lt", "mapping",
    "ne", "none", "number", "odd", "sameas", "sequence", "string", "true", "undefined", "upper",
  ]

  mutating func test(
    _ name: String, _ value: TemplateValue, _ arguments: TemplateArguments
  ) throws -> Bool {
    if let relation = Self.relations[name] {
      let other = try arguments.bound(to: "other")[0]
      guard let other else { throw CandorError(.malformed, "`\(name)` compares with nothing") }
      return try compare(value, relation, other)
    }
    switch name {
    case "divisibleby":
      let rest = try arithmetic("%", value, arguments.bound(to: "num")[0] ?? .none)
      return rest == .integer(0)
    case "sameas":
      return try isSame(value, arguments.bound(to: "other")[0] ?? .none)
    default:
      _ = try arguments.bound()
      return try plainTest(name, value)
    }
  }

  private static let relations = [
    "==": "==", "eq": "==", "equalto": "==", "!=": "!=", "ne": "!=", "<": "<", "lt": "<",
    "lessthan": "<", "<=": "<=", "le": "<=", ">": ">", "gt": ">", "greaterthan": ">", ">=": ">=",
    "ge": ">=", "in": "in",
  ]

  private mutating func plainTest(_ name: String, _ value: TemplateValue) throws -> Bool {
    switch (name, value) {
    case ("defined", _): return !value.isUndefined
    case ("undefined", _): return value.isUndefined
    case ("none", .none), ("boolean", .bool), ("true", .bool(true)), ("false", .bool(false)),
      ("string", .text), ("mapping", .mapping), ("integer", .integer), ("float", .double),
      ("callable", .function):
      return true
    case ("none", _), ("boolean", _), ("true", _), ("false", _), ("string", _), ("mapping", _),
      ("integer", _), ("float", _), ("callable", _):
      return false
    case ("number", _): return value.number != nil
    case ("iterable", .text), ("iterable", .list), ("iterable", .mapping), ("iterable", .undefined):
      return true
    case ("iterable", _): return false
    case ("sequence", .list(let list)): return list.isIndexed
    case ("sequence", .text), ("sequence", .mapping), ("sequence", .undefined): return true
    case ("sequence", _): return false
    case ("even", _), ("odd", _):
      let rest = try arithmetic("%", value, .integer(2))
      return rest == .integer(name == "even" ? 0 : 1)
    case ("lower", _): return try text(of: value).hasCase(\.isLowercase)
    case ("upper", _): return try text(of: value).hasCase(\.isUppercase)
    default:
      throw CandorError(
        .unsupported, "the test `\(name)` is not supported",
        hint: "supported are \(Self.tests.joined(separator: ", "))")
    }
  }

  /// Python's `is`, for the values of which there is only one.
  private func isSame(_ first: TemplateValue, _ second: TemplateValue) throws -> Bool {
    switch (first, second) {
    case (.none, .none): true
    case (.bool(let first), .bool(let second)): first == second
    case (.none, _), (_, .none), (.bool, _), (_, .bool): false
    default: throw CandorError(.unsupported, "`sameas` is for true, false and none only")
    }
  }
}
