import CandorCore

extension TemplateValue {
  /// Python's `==`.
  static func == (first: TemplateValue, second: TemplateValue) -> Bool {
    switch (first, second) {
    case (.undefined, .undefined), (.none, .none): true
    case (.text(let first), .text(let second)): first == second
    case (.list(let first), .list(let second)):
      first.kind == second.kind && first.isIndexed
        && first.items.elementsEqual(second.items) { $0 == $1 }
    case (.mapping(let first), .mapping(let second)):
      first.count == second.count
        && first.members.allSatisfy { member in
          second[member.key].map { $0 == member.value } ?? false
        }
    case (.namespace(let first), .namespace(let second)): first == second
    default:
      switch (first.integral, second.integral) {
      case (let first?, let second?): first == second
      default: first.number.flatMap { number in second.number.map { $0 == number } } ?? false
      }
    }
  }

  /// Python's `<`.
  ///
  /// - Throws: `malformed` for values that have no order.
  static func isLess(_ first: TemplateValue, _ second: TemplateValue) throws -> Bool {
    if let first = first.integral, let second = second.integral { return first < second }
    if let first = first.number, let second = second.number { return first < second }
    switch (first, second) {
    case (.text(let first), .text(let second)): return first < second
    case (.list(let first), .list(let second)) where first.kind == second.kind:
      for (first, second) in zip(first.items, second.items) where !(first == second) {
        return try isLess(first, second)
      }
      return first.items.count < second.items.count
    default:
      throw CandorError(.malformed, "\(first.kind) and \(second.kind) have no order")
    }
  }

  /// Whether this is in `whole`, a text, list or mapping.
  func isIn(_ whole: TemplateValue) throws -> Bool {
    switch (self, whole) {
    case (.text(let part), .text(let text)): return text.contains(part)
    case (.text(let key), .mapping(let mapping)): return mapping[key] != nil
    case (_, .mapping): return false
    case (_, .list(let list)): return list.items.contains { self == $0 }
    case (_, .undefined): return false
    default: throw CandorError(.malformed, "\(kind) cannot be looked for in \(whole.kind)")
    }
  }

  /// A whole number; truth values are 0 and 1, as in Python.
  var integral: Int? {
    switch self {
    case .integer(let integer): integer
    case .bool(let flag): flag ? 1 : 0
    default: nil
    }
  }

  var number: Double? {
    if case .double(let number) = self { number } else { integral.map { Double($0) } }
  }
}
