extension Double {
  /// The number as ECMAScript's Number::toString writes it, which RFC 8785 asks for: the fewest digits
  /// that read back as the same number, with an exponent from 1e21 up and below 1e-6.
  ///
  /// Source: ECMA-262, 6.1.6.1.20. A number that is not finite gives `null`, as JSON.stringify does.
  var ecmaScriptText: String {
    guard isFinite else { return "null" }
    guard self != 0 else { return "0" }
    let sign = self < 0 ? "-" : ""
    let (digits, point) = magnitude.shortestDigits
    let count = digits.count
    switch point {
    case count...21 where point >= count:
      return sign + digits + String(repeating: "0", count: point - count)
    case 1...21:
      return sign + digits.prefix(point) + "." + digits.dropFirst(point)
    case -5...0:
      return sign + "0." + String(repeating: "0", count: -point) + digits
    default:
      let exponent = (point > 0 ? "e+" : "e-") + String((point - 1).magnitude)
      return sign + digits.prefix(1) + (count > 1 ? "." : "") + digits.dropFirst() + exponent
    }
  }

  /// The digits d₁…dₖ and the place n of the point, so that the number is 0.d₁…dₖ × 10ⁿ. Swift's
  /// description already has the fewest digits; only its form is undone.
  package var shortestDigits: (digits: String, point: Int) {
    let halves = description.split(separator: "e")
    let exponent = halves.count > 1 ? Int(halves[1]) ?? 0 : 0
    let parts = halves[0].split(separator: ".")
    let whole = parts[0]
    let fraction = parts.count > 1 ? parts[1] : ""
    let all = whole + fraction
    let leadingZeros = all.prefix { $0 == "0" }.count
    var digits = all.dropFirst(leadingZeros)
    while digits.last == "0" { digits.removeLast() }
    return (String(digits), whole.count + exponent - leadingZeros)
  }
}
