import CandorCore

/// Runs a template's statements.
///
/// Nothing but texts, numbers, lists and mappings exists here: no file, no clock, no attribute of
/// Python's. Work is counted, one unit for each expression and each character made, and both work and
/// depth are bounded, so that every template ends.
struct TemplateRenderer {
  /// A template of 10 kB with a conversation of 1 MB takes some millions.
  static let mostWork = 1 << 24
  private static let deepest = 300

  /// The names of one block and, by number, the scope around it.
  private struct Scope {
    var values: [String: TemplateValue] = [:]
    let parent: Int
  }

  enum Flow { case goesOn, breaks, continues }

  let clock: TemplateClock?
  var output = TemplateText()
  var namespaces: [[String: TemplateValue]] = []
  /// What the block at hand caught, while its filters run.
  var captured = TemplateText()
  private var scopes: [Scope]
  private var work = 0
  private var depth = 0

  /// - Parameter values: the names that the template finds.
  init(_ values: [String: TemplateValue], clock: TemplateClock?) {
    self.clock = clock
    scopes = [Scope(values: values, parent: -1)]
  }

  /// - Parameter count: how often the units are spent.
  /// - Throws: `limitExceeded`.
  mutating func spend(_ units: Int, times count: Int = 1) throws {
    let (units, overflows) = units.multipliedReportingOverflow(by: count)
    guard !overflows, units <= Self.mostWork - work else {
      throw CandorError(
        .limitExceeded, "the template does more than \(Self.mostWork) units of work",
        hint: "a unit is an expression or a character; it may never end")
    }
    work += units
  }

  mutating func nested<Result>(
    _ body: (inout TemplateRenderer) throws -> Result
  ) throws -> Result {
    depth += 1
    defer { depth -= 1 }
    guard depth <= Self.deepest else {
      throw CandorError(.limitExceeded, "more than \(Self.deepest) things lie in one another")
    }
    return try body(&self)
  }
}

// Names.
extension TemplateRenderer {
  var innermostScope: Int { scopes.count - 1 }

  /// The value of a name, looked for from the innermost scope outwards; nil if it has none.
  func value(of name: String) -> TemplateValue? {
    var index = scopes.count - 1
    while index >= 0 {
      if let value = scopes[index].values[name] { return value }
      index = scopes[index].parent
    }
    return nil
  }

  mutating func set(_ name: String, to value: TemplateValue) {
    scopes[scopes.count - 1].values[name] = value
  }

  /// Runs `body` in a new scope, inside of the innermost or of another one.
  mutating func scoped<Result>(
    in parent: Int? = nil, _ body: (inout TemplateRenderer) throws -> Result
  ) throws -> Result {
    let parent = parent ?? innermostScope
    guard parent < scopes.count else {
      throw CandorError(.unsupported, "a `caller` is called after its block")
    }
    scopes.append(Scope(parent: parent))
    defer { scopes.removeLast() }
    return try body(&self)
  }

  /// What `body` writes.
  mutating func caught(
    _ body: (inout TemplateRenderer) throws -> Void
  ) throws -> TemplateText {
    let around = output
    output = TemplateText()
    defer { output = around }
    try body(&self)
    return output
  }

  /// What a value writes.
  mutating func text(of value: TemplateValue) throws -> TemplateText {
    try spend(value.extent.size)
    return try value.text()
  }
}
