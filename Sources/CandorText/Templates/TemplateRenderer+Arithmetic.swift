import CandorCore

// Python's arithmetic on whole numbers of 64 bits, numbers with a fraction, texts and lists.
extension TemplateRenderer {
  mutating func arithmetic(
    _ symbol: String, _ left: TemplateValue, _ right: TemplateValue
  ) throws -> TemplateValue {
    switch (symbol, left, right) {
    case ("~", _, _):
      return .text(try text(of: left) + text(of: right))
    case ("+", .text(let first), .text(let second)):
      try spend(first.count + second.count)
      return .text(first + second)
    case ("+", .list(let first), .list(let second))
    where first.kind == second.kind && first.isIndexed:
      try spend(first.items.count + second.items.count)
      return .list(first.items + second.items, first.kind)
    case ("*", .text(let text), _) where right.integral != nil:
      return .text(TemplateText(try repeated(text.characters, right)))
    case ("*", _, .text(let text)) where left.integral != nil:
      return .text(TemplateText(try repeated(text.characters, left)))
    case ("*", .list(let list), _) where right.integral != nil && list.isIndexed:
      return .list(try repeated(list.items, right), list.kind)
    case ("%", .text, _):
      throw CandorError(
        .unsupported, "filling a text by `%` is not supported", hint: "join its parts with `~`")
    default: break
    }
    if let first = left.integral, let second = right.integral {
      return try integral(symbol, first, second)
    }
    if let first = left.number, let second = right.number {
      return .double(try fractional(symbol, first, second))
    }
    throw CandorError(
      .malformed, "`\(symbol)` has no meaning between \(left.kind) and \(right.kind)",
      hint: symbol == "+" ? "a value that is no text is joined with `~`" : nil)
  }

  private mutating func repeated<Item>(
    _ items: [Item], _ count: TemplateValue
  ) throws -> [Item] {
    let count = max(0, count.integral ?? 0)
    try spend(items.count, times: count)
    return Array(repeatElement(items, count: items.isEmpty ? 0 : count).joined())
  }

  private func integral(_ symbol: String, _ first: Int, _ second: Int) throws -> TemplateValue {
    let (value, overflows): (Int, Bool)
    switch symbol {
    case "+": (value, overflows) = first.addingReportingOverflow(second)
    case "-": (value, overflows) = first.subtractingReportingOverflow(second)
    case "*": (value, overflows) = first.multipliedReportingOverflow(by: second)
    case "**":
      if second < 0 { return .double(try fractional(symbol, Double(first), Double(second))) }
      (value, overflows) = Self.power(first, second)
    case "/": return .double(try fractional(symbol, Double(first), Double(second)))
    default:
      guard second != 0 else { throw Self.divisionByZero }
      guard second != -1 else {
        (value, overflows) = symbol == "%" ? (0, false) : first.multipliedReportingOverflow(by: -1)
        break
      }
      // Python rounds down, Swift towards zero.
      let rest = first % second
      let isDown = rest != 0 && (rest < 0) != (second < 0)
      (value, overflows) =
        symbol == "%"
        ? (isDown ? rest + second : rest, false) : (first / second - (isDown ? 1 : 0), false)
    }
    guard !overflows else {
      throw CandorError(.unsupported, "whole numbers beyond 64 bits are not supported")
    }
    return .integer(value)
  }

  private func fractional(_ symbol: String, _ first: Double, _ second: Double) throws -> Double {
    switch symbol {
    case "+": return first + second
    case "-": return first - second
    case "*": return first * second
    case "/":
      guard second != 0 else { throw Self.divisionByZero }
      return first / second
    case "//", "%":
      guard second != 0 else { throw Self.divisionByZero }
      let rest = first.truncatingRemainder(dividingBy: second)
      let modulus = rest != 0 && (rest < 0) != (second < 0) ? rest + second : rest
      return symbol == "%" ? modulus : ((first - modulus) / second).rounded()
    default:
      throw CandorError(.unsupported, "powers of numbers with a fraction are not supported")
    }
  }

  private static func power(_ base: Int, _ exponent: Int) -> (Int, Bool) {
    if base == 0 || base == 1 { return (exponent == 0 ? 1 : base, false) }
    if base == -1 { return (exponent % 2 == 0 ? 1 : -1, false) }
    guard exponent < 64 else { return (0, true) }
    var result = 1
    for _ in 0..<exponent {
      let (product, overflows) = result.multipliedReportingOverflow(by: base)
      if overflows { return (0, true) }
      result = product
    }
    return (result, false)
  }

  private static var divisionByZero: CandorError { CandorError(.malformed, "division by zero") }
}
