import CandorCore

extension TemplateRenderer {
  mutating func run(_ statements: [TemplateStatement]) throws -> Flow {
    try nested { renderer in
      for statement in statements {
        let flow = try renderer.run(statement)
        if flow != .goesOn { return flow }
      }
      return .goesOn
    }
  }

  private mutating func run(_ statement: TemplateStatement) throws -> Flow {
    try spend(1)
    switch statement {
    case .text(let text):
      try spend(text.count)
      output += text
    case .output(let expression):
      let value = try evaluate(expression)
      try locating(expression.place) { try $0.output += $0.text(of: value) }
    case .conditional(let branches, let otherwise):
      for branch in branches where try evaluate(branch.condition).isTrue {
        return try run(branch.body)
      }
      return try run(otherwise)
    case .loop(let loop): return try run(loop)
    case .assignment(let target, let expression, let place):
      let value = try evaluate(expression)
      try locating(place) { try $0.assign(value, to: target) }
    case .capture(let target, let filters, let body, let place):
      let value = try filtered(body, filters)
      try locating(place) { try $0.assign(value, to: target) }
    case .macro(let macro): set(macro.name, to: .function(.macro(macro)))
    case .call(let function, let arguments, let body, let place):
      let caller = TemplateValue.function(.caller(body, scope: innermostScope))
      let value = try call(function, arguments, caller: caller, place)
      try locating(place) { try $0.output += $0.text(of: value) }
    case .filter(let filters, let body):
      output += try text(of: filtered(body, filters))
    case .scope(let values, let body, let place):
      let given = try values.map { try evaluate($0.value) }
      return try scoped { renderer in
        for (value, binding) in zip(given, values) {
          try renderer.locating(place) { try $0.assign(value, to: binding.target) }
        }
        return try renderer.run(body)
      }
    case .breakLoop: return .breaks
    case .continueLoop: return .continues
    }
    return .goesOn
  }

  private mutating func filtered(
    _ body: [TemplateStatement], _ filters: TemplateExpression
  ) throws -> TemplateValue {
    let text = try caught { renderer in _ = try renderer.scoped { try $0.run(body) } }
    let around = captured
    captured = text
    defer { captured = around }
    return try evaluate(filters)
  }

  private mutating func run(_ loop: TemplateForLoop) throws -> Flow {
    let whole = try evaluate(loop.items)
    var items = try locating(loop.place) { try $0.items(of: whole) }
    if let condition = loop.condition {
      items = try items.filter { item in
        try scoped { renderer in
          try renderer.locating(loop.place) { try $0.assign(item, to: loop.target) }
          return try renderer.evaluate(condition).isTrue
        }
      }
    }
    // As in Jinja, `else` is for a loop none of whose rounds came to its end.
    var isComplete = false
    for (index, item) in items.enumerated() {
      try spend(1)
      let flow = try scoped { renderer in
        renderer.set("loop", to: .loop(TemplateLoop(items, at: index)))
        try renderer.locating(loop.place) { try $0.assign(item, to: loop.target) }
        return try renderer.run(loop.body)
      }
      if flow == .breaks { break }
      if flow == .goesOn { isComplete = true }
    }
    if isComplete { return .goesOn }
    return try scoped { try $0.run(loop.otherwise) }
  }

  private mutating func assign(_ value: TemplateValue, to target: TemplateTarget) throws {
    switch target {
    case .name(let name): set(name, to: value)
    case .member(let name, let member):
      guard case .namespace(let number)? = self.value(of: name) else {
        throw CandorError(.malformed, "`\(name)` is no namespace: its members cannot be set")
      }
      guard !member.hasPrefix("_") else {
        throw CandorError(.unsupported, "a namespace has no member that begins with `_`")
      }
      namespaces[number][member] = value
    case .tuple(let targets):
      let items = try items(of: value)
      guard items.count == targets.count else {
        throw CandorError(
          .malformed, "\(items.count) values cannot be given to \(targets.count) names")
      }
      for (item, target) in zip(items, targets) { try assign(item, to: target) }
    }
  }

  /// The values that `for` goes through.
  mutating func items(of value: TemplateValue) throws -> [TemplateValue] {
    switch value {
    case .list(let list): return list.items
    case .mapping(let mapping): return mapping.keys
    case .text(let text):
      try spend(text.count)
      return text.letters.map { .text($0) }
    case .undefined: return []
    default: throw CandorError(.malformed, "\(value.kind) is no list")
    }
  }
}
