import CandorCore

extension TemplateRenderer {
  private static let globals = ["dict", "namespace", "raise_exception", "range"]
  /// Jinja has these too; they are refused where they are used.
  private static let refusedGlobals = ["cycler", "joiner", "lipsum"]
  /// As many as Jinja's sandbox allows.
  private static let longestRange = 100_000

  /// A name that no scope has.
  func global(_ name: String) -> TemplateValue {
    let isKnown =
      Self.globals.contains(name) || Self.refusedGlobals.contains(name)
      || name == "strftime_now" && clock != nil
    return isKnown ? .function(.global(name)) : .undefined(name)
  }

  mutating func arguments(_ written: TemplateCallArguments) throws -> TemplateArguments {
    try TemplateArguments(
      positional: written.positional.map { try evaluate($0) },
      named: written.named.map { (name: $0.name, value: try evaluate($0.value)) })
  }

  mutating func call(
    _ function: TemplateExpression, _ written: TemplateCallArguments, caller: TemplateValue?,
    _ place: TemplatePlace
  ) throws -> TemplateValue {
    let value = try evaluate(function)
    let arguments = try arguments(written)
    return try locating(place) { try $0.call(value, arguments, caller: caller) }
  }

  private mutating func call(
    _ function: TemplateValue, _ arguments: TemplateArguments, caller: TemplateValue?
  ) throws -> TemplateValue {
    guard case .function(let function) = function else {
      if case .undefined("strftime_now") = function { throw Self.noClock }
      throw CandorError(.malformed, "\(function.kind) cannot be called")
    }
    switch function {
    case .global(let name): return try call(global: name, arguments)
    case .method(let name, let value): return try call(method: name, of: value, arguments)
    case .macro(let macro): return try run(macro, arguments, in: 0, caller: caller)
    case .caller(let body, let scope): return try run(body, arguments, in: scope, caller: nil)
    case .loopCycle(let loop):
      guard !arguments.positional.isEmpty else {
        throw CandorError(.malformed, "`cycle` has nothing to go through")
      }
      return arguments.positional[loop.index % arguments.positional.count]
    }
  }

  private mutating func run(
    _ macro: TemplateMacro, _ arguments: TemplateArguments, in scope: Int, caller: TemplateValue?
  ) throws -> TemplateValue {
    let names = macro.parameters.map(\.name)
    guard arguments.positional.count <= names.count else {
      throw CandorError(
        .malformed,
        "`\(macro.name)` takes \(names.count) arguments, not "
          + "\(arguments.positional.count)")
    }
    return try scoped(in: scope) { renderer in
      var given = Dictionary(zip(names, arguments.positional), uniquingKeysWith: { $1 })
      for (name, value) in arguments.named {
        guard names.contains(name), given[name] == nil else {
          throw CandorError(.malformed, "`\(macro.name)` has no further argument `\(name)`")
        }
        given[name] = value
      }
      for parameter in macro.parameters {
        renderer.set(parameter.name, to: .undefined(parameter.name))
      }
      for (name, fallback) in macro.parameters {
        if let value = try given[name] ?? fallback.map({ try renderer.evaluate($0) }) {
          renderer.set(name, to: value)
        }
      }
      if let caller { renderer.set("caller", to: caller) }
      return .text(try renderer.caught { _ = try $0.run(macro.body) })
    }
  }

  private mutating func call(
    global name: String, _ arguments: TemplateArguments
  ) throws -> TemplateValue {
    switch name {
    case "range":
      let values = try arguments.bound(to: "start", "stop", "step")
      return .list(try range(values.map { try $0.integer("range") }))
    case "dict": return .mapping(try mapping(arguments))
    case "namespace":
      var members: [String: TemplateValue] = [:]
      for (key, value) in try mapping(arguments).members { members[key.string] = value }
      if let name = members.keys.first(where: { $0.hasPrefix("_") }) {
        throw CandorError(.unsupported, "a namespace has no member `\(name)`")
      }
      namespaces.append(members)
      return .namespace(namespaces.count - 1)
    case "raise_exception":
      let message = try arguments.bound(to: "message")[0]?.text().string ?? ""
      throw CandorError(.unsupported, "the template refuses this conversation: \(message)")
    case "strftime_now":
      guard let clock else { throw Self.noClock }
      let format = try arguments.bound(to: "format")[0].text("format") ?? TemplateText()
      return .text(try clock.formatted(format))
    default: throw CandorError(.unsupported, "the function `\(name)` is not supported")
    }
  }

  private static var noClock: CandorError {
    CandorError(
      .usage, "the template asks for the date, and none is given",
      hint: "give one, so that the same command gives the same answer tomorrow: `--date 2026-01-31`"
    )
  }

  private mutating func range(_ bounds: [Int?]) throws -> [TemplateValue] {
    guard let first = bounds[0] else { throw CandorError(.malformed, "`range` has no bound") }
    let (start, stop) = bounds[1].map { (first, $0) } ?? (0, first)
    let step = bounds[2] ?? 1
    guard step != 0 else { throw CandorError(.malformed, "a range has steps of 0") }
    let (distance, overflows) = stop.subtractingReportingOverflow(start)
    guard !overflows, step > Int.min, distance.magnitude / step.magnitude < Self.longestRange else {
      throw CandorError(.limitExceeded, "a range has more than \(Self.longestRange) numbers")
    }
    guard distance != 0, (distance > 0) == (step > 0) else { return [] }
    let count = Int((distance.magnitude - 1) / step.magnitude) + 1
    try spend(count)
    return (0..<count).map { .integer(start + $0 * step) }
  }

  /// One mapping, or none, and further members.
  private func mapping(_ arguments: TemplateArguments) throws -> TemplateMapping {
    var result = TemplateMapping()
    switch (arguments.positional.first, arguments.positional.count) {
    case (nil, _): break
    case (.mapping(let mapping)?, 1): result = mapping
    default: throw CandorError(.unsupported, "only a mapping can be made a mapping")
    }
    for (name, value) in arguments.named { result[TemplateText(name, isTrusted: true)] = value }
    return result
  }
}
