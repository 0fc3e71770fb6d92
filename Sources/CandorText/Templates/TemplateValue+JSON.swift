import CandorCore

extension TemplateValue {
  /// A value given to the template; none of its text is trusted.
  init(_ value: JSONValue) {
    switch value {
    case .null: self = .none
    case .bool(let flag): self = .bool(flag)
    case .integer(let integer): self = .integer(Int(integer))
    case .double(let number): self = .double(number)
    case .string(let text): self = .text(TemplateText(text, isTrusted: false))
    case .array(let items): self = .list(items.map { TemplateValue($0) })
    case .object(let object): self = .mapping(TemplateMapping(object))
    }
  }

  /// Python's `json.dumps`: what the filter `tojson` gives.
  func json(_ style: TemplateJSONStyle) throws -> TemplateText {
    var writer = TemplateJSONWriter(style)
    try writer.write(self)
    return writer.output
  }
}

extension TemplateMapping {
  init(_ object: JSONObject) {
    self.init()
    for (key, value) in object.members {
      self[TemplateText(key, isTrusted: false)] = TemplateValue(value)
    }
  }
}

/// The arguments of `tojson`.
struct TemplateJSONStyle {
  var escapesNonASCII = false
  /// Written once for each level at the beginning of a line; nil for all in one line.
  var indent: TemplateText?
  var itemSeparator = TemplateText(", ", isTrusted: true)
  var keySeparator = TemplateText(": ", isTrusted: true)
  var sortsKeys = false

  /// The most characters that stand between two values.
  func charactersPerValue(depth: Int) -> Int {
    itemSeparator.count + keySeparator.count + depth * (indent?.count ?? 0)
  }
}

private struct TemplateJSONWriter {
  var output = TemplateText()
  private let style: TemplateJSONStyle
  private var level = 0

  init(_ style: TemplateJSONStyle) { self.style = style }

  mutating func write(_ value: TemplateValue) throws {
    switch value {
    case .none: put("null")
    case .bool(let flag): put(flag ? "true" : "false")
    case .integer(let integer): put(String(integer))
    case .double(let number): put(number.jsonText)
    case .text(let text): write(text)
    case .list(let list) where list.isIndexed:
      try write(list.items, "[", "]") { try $0.write($1) }
    case .mapping(let mapping):
      let members =
        style.sortsKeys ? mapping.members.sorted { $0.key < $1.key } : mapping.members
      try write(members, "{", "}") {
        $0.write($1.key)
        $0.output += $0.style.keySeparator
        try $0.write($1.value)
      }
    default:
      throw CandorError(.malformed, "\(value.kind) cannot be written as JSON")
    }
  }

  private mutating func write<Item>(
    _ items: [Item], _ open: String, _ close: String,
    _ writeItem: (inout TemplateJSONWriter, Item) throws -> Void
  ) throws {
    put(open)
    level += 1
    for (index, item) in items.enumerated() {
      if index > 0 { output += style.itemSeparator }
      breakLine()
      try writeItem(&self, item)
    }
    level -= 1
    if !items.isEmpty { breakLine() }
    put(close)
  }

  private mutating func write(_ text: TemplateText) {
    put("\"")
    for character in text.characters {
      guard let escape = escape(character.scalar) else {
        output.characters.append(character)
        continue
      }
      output += TemplateText(escape, isTrusted: character.isTrusted)
    }
    put("\"")
  }

  private func escape(_ scalar: Unicode.Scalar) -> String? {
    switch scalar {
    case "\"": "\\\""
    case "\\": "\\\\"
    case "\n": "\\n"
    case "\r": "\\r"
    case "\t": "\\t"
    case "\u{08}": "\\b"
    case "\u{0C}": "\\f"
    case "\u{00}"..<"\u{20}": UInt16(scalar.value).unicodeEscape
    case "\u{7F}"... where style.escapesNonASCII:
      UTF16.encode(scalar).map { $0.map(\.unicodeEscape).joined() }
    default: nil
    }
  }

  private mutating func put(_ text: String) { output += TemplateText(text, isTrusted: true) }

  private mutating func breakLine() {
    guard let indent = style.indent else { return }
    put("\n")
    for _ in 0..<level { output += indent }
  }
}

extension UInt16 {
  fileprivate var unicodeEscape: String {
    let digits = String(self, radix: 16)
    return "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
  }
}
