/// The 95 % confidence interval of a proportion (E. B. Wilson, 1927).
public struct WilsonInterval: Sendable, Hashable {
  public let correct: Int
  public let total: Int
  public let lower: Double
  public let upper: Double

  public init(correct: Int, of total: Int) {
    self.correct = correct
    self.total = total
    guard total > 0 else {
      (lower, upper) = (0, 1)
      return
    }
    let z = 1.959963984540054
    let n = Double(total)
    let p = Double(correct) / n
    let centre = p + z * z / (2 * n)
    let spread = z * (p * (1 - p) / n + z * z / (4 * n * n)).squareRoot()
    let scale = 1 + z * z / n
    lower = max(0, (centre - spread) / scale)
    upper = min(1, (centre + spread) / scale)
  }
}
