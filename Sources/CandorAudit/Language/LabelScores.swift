import CCandorKernels

/// The scores of all labels of a flat output, sixteen labels side by side.
struct LabelScores: Sendable {
  private let labels: Int
  private let columns: Int
  /// By sixteen labels and column.
  private let panels: [SIMD16<Float>]

  /// - Parameter weights: of the labels, row by row.
  init(weights: [Float], labels: Int, columns: Int) {
    (self.labels, self.columns) = (labels, columns)
    var panels = [SIMD16<Float>](repeating: .zero, count: (labels + 15) / 16 * columns)
    for label in 0..<labels {
      for column in 0..<columns {
        panels[label / 16 * columns + column][label % 16] = weights[label * columns + column]
      }
    }
    self.panels = panels
  }

  /// Each is one chain of sums over the columns.
  private func scores(for hidden: [Float]) -> [Float] {
    var scores: [Float] = []
    scores.reserveCapacity(labels + 15)
    for panel in 0..<(labels + 15) / 16 {
      var sum = SIMD16<Float>.zero
      for column in 0..<columns { sum += hidden[column] * panels[panel * columns + column] }
      for lane in 0..<min(16, labels - 16 * panel) { scores.append(sum[lane]) }
    }
    return scores
  }

  /// The likeliest label, one excluding the others, and the logarithm of its probability.
  func best(for hidden: [Float]) -> (label: Int, logarithm: Double) {
    let scores = scores(for: hidden)
    let most = Double(scores.max() ?? 0)
    var total = 0.0
    for score in scores { total += ck_exp64(Double(score) - most) }
    return (scores.lastIndex { Double($0) == most } ?? 0, Self.logarithm(1 / total))
  }

  /// The likeliest label, each by itself, and the logarithm of its probability, which comes in steps.
  func bestAlone(for hidden: [Float]) -> (label: Int, logarithm: Double) {
    let scores = scores(for: hidden).map { Self.step($0) }
    let most = scores.max() ?? 0
    let probability =
      most < -8 ? 0 : most > 8 ? 1 : 1 / (1 + ck_exp64(-most))
    return (scores.lastIndex(of: most) ?? 0, Self.logarithm(probability))
  }

  /// fastText has a table of this function from −8 to 8, 32 entries to one.
  private static func step(_ score: Float) -> Double {
    if score < -8 { return -9 }
    if score > 8 { return 9 }
    return Double(((score + 8) * 32).rounded(.towardZero)) / 32 - 8
  }

  /// fastText's, which is never −∞.
  static func logarithm(_ probability: Double) -> Double { ck_log64(probability + 1e-5) }
}
