import CandorCore

// The methods of texts, mappings and lists that templates call.
extension TemplateRenderer {
  mutating func call(
    method name: String, of value: TemplateValue, _ arguments: TemplateArguments
  ) throws -> TemplateValue {
    try spend(value.extent.size)
    switch value {
    case .text(let text): return try call(method: name, of: text, arguments)
    case .mapping(let mapping): return try call(method: name, of: mapping, arguments)
    case .list(let list): return try call(method: name, of: list, arguments)
    default: throw CandorError(.malformed, "\(value.kind) has no method `\(name)`")
    }
  }

  private mutating func call(
    method name: String, of text: TemplateText, _ arguments: TemplateArguments
  ) throws -> TemplateValue {
    switch name {
    case "strip", "lstrip", "rstrip":
      let sides: TemplateText.Sides =
        name == "strip" ? .both : name == "lstrip" ? .leading : .trailing
      let set = try arguments.bound(to: "chars")[0].text("chars")
      return .text(text.stripped(sides, of: set))
    case "split", "rsplit": return try split(text, fromEnd: name == "rsplit", arguments)
    case "splitlines":
      _ = try arguments.bound()
      return .list(text.lines.map { .text($0) })
    case "startswith", "endswith":
      let wanted = try arguments.bound(to: "affix")[0]
      let affixes = if case .list(let list)? = wanted { list.items } else { [wanted ?? .none] }
      return .bool(
        try affixes.contains { affix in
          guard case .text(let affix) = affix else {
            throw CandorError(.malformed, "`\(name)` compares with texts")
          }
          return name == "startswith" ? text.hasPrefix(affix) : text.hasSuffix(affix)
        })
    case "removeprefix", "removesuffix":
      let affix = try required(arguments.bound(to: "affix")[0].text("affix"))
      if name == "removeprefix" {
        return .text(
          TemplateText(text.characters.dropFirst(text.hasPrefix(affix) ? affix.count : 0)))
      }
      return .text(TemplateText(text.characters.dropLast(text.hasSuffix(affix) ? affix.count : 0)))
    case "replace":
      let values = try arguments.bound(to: "old", "new", "count")
      return try replace(
        text, required(values[0].text("old")), required(values[1].text("new")),
        values[2].integer("count"))
    case "find", "rfind", "count":
      let wanted = try required(arguments.bound(to: "sub")[0].text("sub"))
      if name == "count" {
        return .integer(wanted.isEmpty ? text.count + 1 : text.ranges(of: wanted).count)
      }
      if name == "find" { return .integer(text.firstRange(of: wanted)?.lowerBound ?? -1) }
      return .integer(
        text.reversed.firstRange(of: wanted.reversed).map { text.count - $0.upperBound } ?? -1)
    case "join":
      let parts = try arguments.bound(to: "iterable")[0].map { try items(of: $0) } ?? []
      try spend(parts.count, times: text.count)
      return .text(
        try text.joined(parts.map { try required(Optional($0).text("an item of join")) }))
    default:
      _ = try arguments.bound()
      return try plainMethod(name, of: text)
    }
  }

  /// The methods without arguments.
  private func plainMethod(_ name: String, of text: TemplateText) throws -> TemplateValue {
    func all(_ holds: (Unicode.Scalar.Properties) -> Bool) -> TemplateValue {
      .bool(!text.isEmpty && text.characters.allSatisfy { holds($0.scalar.properties) })
    }
    switch name {
    case "upper": return .text(text.uppercased)
    case "lower": return .text(text.lowercased)
    case "title": return .text(text.titled)
    case "capitalize": return .text(text.capitalised)
    case "isupper": return .bool(text.hasCase(\.isUppercase))
    case "islower": return .bool(text.hasCase(\.isLowercase))
    case "isspace": return .bool(!text.isEmpty && text.characters.allSatisfy(\.isSpace))
    case "isalpha": return all { $0.isLetter }
    case "isdigit": return all { $0.isDigit }
    case "isalnum": return all { $0.isLetter || $0.numericType != nil }
    default: throw CandorError(.unsupported, "the method `\(name)` is not supported")
    }
  }

  private func split(
    _ text: TemplateText, fromEnd: Bool, _ arguments: TemplateArguments
  ) throws -> TemplateValue {
    let values = try arguments.bound(to: "sep", "maxsplit")
    let most = try values[1].integer("maxsplit") ?? -1
    let limit = most < 0 ? Int.max : most
    guard let separator = try values[0].text("sep") else {
      if fromEnd, most >= 0 {
        throw CandorError(.unsupported, "`rsplit` at white space with a limit is not supported")
      }
      return .list(text.splitAtSpaces(limit: limit).map { .text($0) })
    }
    guard !separator.isEmpty else { throw CandorError(.malformed, "the separator is empty") }
    let parts =
      fromEnd
      ? text.splitFromEnd(by: separator, limit: limit) : text.split(by: separator, limit: limit)
    return .list(parts.map { .text($0) })
  }

  mutating func replace(
    _ text: TemplateText, _ old: TemplateText, _ new: TemplateText, _ count: Int?
  ) throws -> TemplateValue {
    let limit = count.map { $0 < 0 ? Int.max : $0 } ?? Int.max
    let places = old.isEmpty ? text.count + 1 : text.ranges(of: old, limit: limit).count
    try spend(text.count)
    try spend(min(places, limit), times: new.count)
    return .text(text.replacing(old, with: new, limit: limit))
  }

  private func call(
    method name: String, of mapping: TemplateMapping, _ arguments: TemplateArguments
  ) throws -> TemplateValue {
    if name == "get" {
      let values = try arguments.bound(to: "key", "default")
      guard case .text(let key)? = values[0] else { return values[1] ?? .none }
      return mapping[key] ?? values[1] ?? .none
    }
    _ = try arguments.bound()
    switch name {
    case "items": return .list(mapping.pairs, .view)
    case "keys": return .list(mapping.keys, .view)
    case "values": return .list(mapping.members.map(\.value), .view)
    default: return .mapping(mapping)
    }
  }

  private func call(
    method name: String, of list: TemplateList, _ arguments: TemplateArguments
  ) throws -> TemplateValue {
    let wanted = try arguments.bound(to: "value")[0] ?? .undefined("value")
    if name == "count" { return .integer(list.items.count { $0 == wanted }) }
    guard let index = list.items.firstIndex(where: { $0 == wanted }) else {
      throw CandorError(.malformed, "the value is not in the list")
    }
    return .integer(index)
  }

  private func required(_ text: TemplateText?) throws -> TemplateText {
    guard let text else { throw CandorError(.malformed, "an argument is missing") }
    return text
  }
}

extension TemplateMapping {
  /// Each key with its value.
  var pairs: [TemplateValue] { members.map { .list([.text($0.key), $0.value], .tuple) } }
}

extension Unicode.Scalar.Properties {
  fileprivate var isLetter: Bool {
    switch generalCategory {
    case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter: true
    default: false
    }
  }

  fileprivate var isDigit: Bool { numericType == .decimal || numericType == .digit }
}
