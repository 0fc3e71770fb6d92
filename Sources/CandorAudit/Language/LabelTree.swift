import CCandorKernels

/// The Huffman tree of hierarchical softmax: frequent labels are near the root, and each fork says how
/// likely the right side is (Mikolov et al. 2013).
struct LabelTree: Sendable {
  private let labels: Int
  private let columns: Int
  /// Of each fork, the nodes below it: a label, or `labels` and a fork's number.
  private let children: [(left: Int, right: Int)]
  /// Of each fork, the numbers that its odds depend on.
  private let weights: [Float]

  /// - Parameters:
  ///   - counts: of the labels, each below 10¹⁵.
  ///   - weights: of the forks, row by row.
  init(counts: [Int], weights: [Float], columns: Int) {
    labels = counts.count
    self.columns = columns
    self.weights = weights
    var children: [(left: Int, right: Int)] = []
    var weight = counts
    // The labels come by falling counts, so that the lightest node without a fork above it is the last label or the first fork.
    var (label, fork) = (labels - 1, labels)
    func lightest() -> Int {
      if label >= 0, fork == weight.count || weight[label] < weight[fork] {
        label -= 1
        return label + 1
      }
      fork += 1
      return fork - 1
    }
    for _ in 1..<max(1, labels) {
      let left = lightest()
      let right = lightest()
      children.append((left, right))
      weight.append(min(weight[left] + weight[right], 1 << 61))
    }
    self.children = children
  }

  /// The likeliest label and the logarithm of its probability. A side that is less likely than the best
  /// label so far is not looked into.
  func best(for hidden: [Float]) -> (label: Int, logarithm: Double) {
    var best = (label: 0, logarithm: -Double.infinity)
    var open = [(node: labels + children.count - 1, logarithm: 0.0)]
    while let (node, logarithm) = open.popLast() {
      if logarithm < best.logarithm { continue }
      guard node >= labels else {
        best = (node, logarithm)
        continue
      }
      let fork = node - labels
      let right = 1 / (1 + ck_exp64(-Double(score(ofFork: fork, hidden))))
      open.append((children[fork].right, logarithm + LabelScores.logarithm(right)))
      open.append((children[fork].left, logarithm + LabelScores.logarithm(1 - right)))
    }
    return best
  }

  private func score(ofFork fork: Int, _ hidden: [Float]) -> Float {
    var score: Float = 0
    for column in 0..<columns { score += weights[fork * columns + column] * hidden[column] }
    return score
  }
}
