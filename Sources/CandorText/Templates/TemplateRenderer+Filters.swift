import CandorCore

// What stands after a bar.
extension TemplateRenderer {
  static let filters = [
    "abs", "capitalize", "count", "d", "default", "dictsort", "first", "float", "indent", "int",
    "items", "join", "last", "length", "list", "lower", "map", "max", "min", "reject", "rejectattr",
    "replace", "reverse", "round", "safe", "select", "selectattr", "sort", "string", "sum", "title",
    "tojson", "trim", "unique", "upper",
  ]

  mutating func filter(
    _ name: String, _ value: TemplateValue, _ arguments: TemplateArguments
  ) throws -> TemplateValue {
    try spend(value.extent.size)
    switch name {
    case "default", "d":
      let values = try arguments.bound(to: "default_value", "boolean")
      let isMissing = value.isUndefined || values[1].isTrue && !value.isTrue
      return isMissing ? values[0] ?? .literal("") : value
    case "length", "count": return .integer(try length(value, arguments))
    case "list":
      _ = try arguments.bound()
      return .list(try items(of: value))
    case "first":
      _ = try arguments.bound()
      return try items(of: value).first ?? .undefined("first")
    case "last": return try reversed(value, arguments).first ?? .undefined("last")
    case "reverse":
      if case .text(let text) = value { return .text(text.reversed) }
      return .list(try reversed(value, arguments), .lazy)
    case "items": return .list(try mapping(value)?.pairs ?? [], .lazy)
    case "dictsort": return try sortedPairs(value, arguments)
    case "abs", "int", "float", "round": return try numeric(name, value, arguments)
    case "tojson":
      let style = try style(arguments)
      try spend(value.extent.size, times: style.charactersPerValue(depth: value.extent.depth))
      return .text(try value.json(style))
    case "map", "select", "selectattr", "reject", "rejectattr":
      // What is false has nothing to choose from, even where it is no list.
      return .list(value.isTrue ? try choosing(name, items(of: value), arguments) : [], .lazy)
    case "sort", "unique", "min", "max", "sum":
      return try ordering(name, items(of: value), arguments)
    default: return try textFilter(name, value, arguments)
    }
  }

  private func length(_ value: TemplateValue, _ arguments: TemplateArguments) throws -> Int {
    _ = try arguments.bound()
    switch value {
    case .undefined: return 0
    case .text(let text): return text.count
    case .list(let list) where list.kind != .lazy: return list.items.count
    case .mapping(let mapping): return mapping.count
    case .loop(let loop): return loop.items.count
    default: throw CandorError(.malformed, "\(value.kind) has no length")
    }
  }

  private mutating func reversed(
    _ value: TemplateValue, _ arguments: TemplateArguments
  ) throws -> [TemplateValue] {
    _ = try arguments.bound()
    if case .list(let list) = value, list.kind == .lazy {
      throw CandorError(
        .malformed, "\(value.kind) has no end to begin at", hint: "use `list` before")
    }
    return try items(of: value).reversed()
  }

  private func mapping(_ value: TemplateValue) throws -> TemplateMapping? {
    switch value {
    case .mapping(let mapping): return mapping
    case .undefined: return nil
    default: throw CandorError(.malformed, "\(value.kind) is no mapping")
    }
  }

  private mutating func textFilter(
    _ name: String, _ value: TemplateValue, _ arguments: TemplateArguments
  ) throws -> TemplateValue {
    guard Self.filters.contains(name) else {
      throw CandorError(
        .unsupported, "the filter `\(name)` is not supported",
        hint: nearest(name, among: Self.filters).map { "did you mean `\($0)`?" }
          ?? "supported are \(Self.filters.joined(separator: ", "))")
    }
    if name == "join" { return try join(value, arguments) }
    let text = try text(of: value)
    switch name {
    case "trim": return .text(text.stripped(of: try arguments.bound(to: "chars")[0].text("chars")))
    case "replace":
      let values = try arguments.bound(to: "old", "new", "count")
      guard let old = values[0], let new = values[1] else {
        throw CandorError(.malformed, "`replace` needs what to look for and what to put there")
      }
      return try replace(text, self.text(of: old), self.text(of: new), values[2].integer("count"))
    case "indent":
      guard case .text = value else { throw CandorError(.malformed, "\(value.kind) is no text") }
      return .text(try indent(text, arguments))
    default:
      _ = try arguments.bound()
      switch name {
      case "upper": return .text(text.uppercased)
      case "lower": return .text(text.lowercased)
      case "capitalize": return .text(text.capitalised)
      case "title": return .text(title(text))
      default: return .text(text)
      }
    }
  }

  private mutating func join(
    _ value: TemplateValue, _ arguments: TemplateArguments
  ) throws -> TemplateValue {
    let values = try arguments.bound(to: "d", "attribute")
    let separator = try values[0].map { try text(of: $0) } ?? TemplateText()
    let path = try values[1].map { try attributePath($0) } ?? []
    let parts = try items(of: value).map { try text(of: attribute(path, of: $0)) }
    try spend(separator.count, times: parts.count)
    return .text(separator.joined(parts))
  }

  /// Jinja's own: a word begins after white space, a hyphen or an opening bracket.
  private func title(_ text: TemplateText) -> TemplateText {
    func separates(_ character: TemplateCharacter) -> Bool {
      character.isSpace || ["-", "(", "{", "[", "<"].contains(character.scalar)
    }
    var (result, rest) = (TemplateText(), text.characters[...])
    while !rest.isEmpty {
      let isGap = separates(rest[rest.startIndex])
      let run = rest.prefix { separates($0) == isGap }
      result += TemplateText(run.prefix(1)).uppercased + TemplateText(run.dropFirst()).lowercased
      rest = rest.dropFirst(run.count)
    }
    return result
  }

  private mutating func indent(
    _ text: TemplateText, _ arguments: TemplateArguments
  ) throws -> TemplateText {
    let values = try arguments.bound(to: "width", "first", "blank")
    let indentation: TemplateText
    if case .text(let text)? = values[0] {
      indentation = text
    } else {
      indentation = try spaces(values[0].integer("width") ?? 4)
    }
    let lines = (text + TemplateText("\n", isTrusted: true)).lines
    try spend(lines.count, times: indentation.count)
    let indented = lines.enumerated().map { index, line in
      let isIndented = index == 0 ? values[1].isTrue : values[2].isTrue || !line.isEmpty
      return isIndented ? indentation + line : line
    }
    return TemplateText("\n", isTrusted: true).joined(indented)
  }

  mutating func spaces(_ width: Int) throws -> TemplateText {
    try spend(max(0, width))
    return TemplateText(String(repeating: " ", count: max(0, width)), isTrusted: true)
  }
}
