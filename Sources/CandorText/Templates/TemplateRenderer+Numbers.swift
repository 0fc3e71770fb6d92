import CandorCore

// Filters that make numbers, and the arguments of `tojson`.
extension TemplateRenderer {
  mutating func numeric(
    _ name: String, _ value: TemplateValue, _ arguments: TemplateArguments
  ) throws -> TemplateValue {
    if value.isUndefined { throw noNumber(value) }
    switch name {
    case "abs":
      _ = try arguments.bound()
      guard let number = value.number else { throw noNumber(value) }
      return number < 0 || value.integral ?? 0 < 0
        ? try arithmetic("-", .integer(0), value) : try arithmetic("+", .integer(0), value)
    case "int":
      let values = try arguments.bound(to: "default", "base")
      return try whole(value, base: values[1].integer("base") ?? 10) ?? values[0] ?? .integer(0)
    case "float":
      let fallback = try arguments.bound(to: "default")[0] ?? .double(0)
      if case .text(let text) = value {
        return Self.number(text).map { .double($0) } ?? fallback
      }
      return value.number.map { .double($0) } ?? fallback
    default:
      let values = try arguments.bound(to: "precision", "method")
      let method = try values[1].text("method")?.string ?? "common"
      guard try values[0].integer("precision") ?? 0 == 0 else {
        throw CandorError(.unsupported, "rounding to places after the point is not supported")
      }
      guard let number = value.number else { throw noNumber(value) }
      switch method {
      case "common":
        return value.integral.map { .integer($0) } ?? .double(number.rounded(.toNearestOrEven))
      case "ceil": return .double(number.rounded(.up))
      case "floor": return .double(number.rounded(.down))
      default: throw CandorError(.malformed, "`\(method)` is no way of rounding")
      }
    }
  }

  private func noNumber(_ value: TemplateValue) -> CandorError {
    CandorError(.malformed, "\(value.kind) is no number")
  }

  /// Python's `int`, of a text through a number with a fraction if need be; nil if it has none.
  private func whole(_ value: TemplateValue, base: Int) throws -> TemplateValue? {
    if let integer = value.integral { return .integer(integer) }
    var number = value.number
    if case .text(let text) = value {
      guard base == 10 else {
        throw CandorError(.unsupported, "numbers to another base than 10 are not supported")
      }
      if let integer = Int(Self.digits(text)) { return .integer(integer) }
      number = Self.number(text)
    }
    guard let number, number.isFinite else { return nil }
    guard let integer = Int(exactly: number.rounded(.towardZero)) else {
      throw CandorError(.unsupported, "whole numbers beyond 64 bits are not supported")
    }
    return .integer(integer)
  }

  private static func number(_ text: TemplateText) -> Double? {
    let digits = digits(text)
    return digits.utf8.allSatisfy { "0123456789+-.eE".utf8.contains($0) } ? Double(digits) : nil
  }

  private static func digits(_ text: TemplateText) -> String { text.stripped().string }

  mutating func style(_ arguments: TemplateArguments) throws -> TemplateJSONStyle {
    let values = try arguments.bound(to: "ensure_ascii", "indent", "separators", "sort_keys")
    var style = TemplateJSONStyle()
    style.escapesNonASCII = values[0].isTrue
    style.sortsKeys = values[3].isTrue
    if case .text(let text)? = values[1] {
      style.indent = text
    } else if let width = try values[1].integer("indent") {
      style.indent = try spaces(width)
    }
    if style.indent != nil { style.itemSeparator = TemplateText(",", isTrusted: true) }
    switch values[2] {
    case nil, .some(.none): break
    case .list(let list)? where list.items.count == 2:
      guard case (.text(let item), .text(let key)) = (list.items[0], list.items[1]) else {
        fallthrough
      }
      (style.itemSeparator, style.keySeparator) = (item, key)
    default: throw CandorError(.malformed, "`separators` are two texts")
    }
    return style
  }
}
