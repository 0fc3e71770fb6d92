import CandorCore

extension TemplateValue {
  /// What `{{ … }}` writes: Python's `str`.
  func text() throws -> TemplateText {
    switch self {
    case .undefined: TemplateText()
    case .text(let text): text
    default: try representation()
    }
  }

  /// Python's `repr`. What Python would print with an address in memory is refused.
  func representation() throws -> TemplateText {
    switch self {
    case .none: TemplateText("None", isTrusted: true)
    case .undefined: TemplateText("Undefined", isTrusted: true)
    case .bool(let flag): TemplateText(flag ? "True" : "False", isTrusted: true)
    case .integer(let integer): TemplateText(String(integer), isTrusted: true)
    case .double(let number): TemplateText(number.pythonText, isTrusted: true)
    case .text(let text): text.representation
    case .list(let list) where list.isIndexed:
      try representation(of: list)
    case .mapping(let mapping):
      try wrap(
        "{", "}",
        mapping.members.map {
          try $0.key.representation + TemplateText(": ", isTrusted: true)
            + $0.value.representation()
        })
    default: throw CandorError(.malformed, "\(kind) cannot be written as text")
    }
  }

  private func representation(of list: TemplateList) throws -> TemplateText {
    let items = try list.items.map { try $0.representation() }
    if list.kind == .list { return try wrap("[", "]", items) }
    return try wrap("(", items.count == 1 ? ",)" : ")", items)
  }

  private func wrap(
    _ open: String, _ close: String, _ parts: [TemplateText]
  ) throws -> TemplateText {
    TemplateText(open, isTrusted: true)
      + TemplateText(", ", isTrusted: true).joined(parts) + TemplateText(close, isTrusted: true)
  }
}

extension TemplateText {
  /// In quotes, with the escapes of Python's `repr`.
  fileprivate var representation: TemplateText {
    let isSingle = !contains("'") || contains("\"")
    let quote = TemplateText(isSingle ? "'" : "\"", isTrusted: true)
    var result = quote
    for character in characters {
      if let escape = Self.escape(character.scalar, isSingle: isSingle) {
        result += TemplateText(escape, isTrusted: character.isTrusted)
      } else {
        result.characters.append(character)
      }
    }
    return result + quote
  }

  private func contains(_ scalar: Unicode.Scalar) -> Bool {
    characters.contains { $0.scalar == scalar }
  }

  private static func escape(_ scalar: Unicode.Scalar, isSingle: Bool) -> String? {
    switch scalar {
    case "'": return isSingle ? "\\'" : nil
    case "\\": return "\\\\"
    case "\n": return "\\n"
    case "\r": return "\\r"
    case "\t": return "\\t"
    case " "..<"\u{7F}": return nil
    default: break
    }
    switch scalar.properties.generalCategory {
    case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator,
      .paragraphSeparator, .spaceSeparator:
      let digits = String(scalar.value, radix: 16)
      let (mark, width) = digits.count <= 2 ? ("x", 2) : digits.count <= 4 ? ("u", 4) : ("U", 8)
      return "\\" + mark + String(repeating: "0", count: width - digits.count) + digits
    default: return nil
    }
  }
}

extension Double {
  /// Python's `repr`: the fewest digits that read back as the same number, with an exponent below
  /// 1e-4 and from 1e16 up.
  var pythonText: String {
    guard isFinite else { return isNaN ? "nan" : self < 0 ? "-inf" : "inf" }
    guard self != 0 else { return sign == .minus ? "-0.0" : "0.0" }
    let mark = self < 0 ? "-" : ""
    let (digits, point) = magnitude.shortestDigits
    switch point {
    case -3...0:
      return mark + "0." + String(repeating: "0", count: -point) + digits
    case 1...16:
      let whole = digits.prefix(point)
      let fraction = digits.dropFirst(point)
      return mark + whole + String(repeating: "0", count: point - whole.count) + "."
        + (fraction.isEmpty ? "0" : fraction)
    default:
      let exponent = (point - 1).magnitude
      return mark + digits.prefix(1) + (digits.count > 1 ? "." : "") + digits.dropFirst()
        + (point > 0 ? "e+" : "e-") + (exponent < 10 ? "0" : "") + String(exponent)
    }
  }

  /// As Python's `json.dumps` writes it.
  var jsonText: String {
    isNaN ? "NaN" : isFinite ? pythonText : self < 0 ? "-Infinity" : "Infinity"
  }
}
