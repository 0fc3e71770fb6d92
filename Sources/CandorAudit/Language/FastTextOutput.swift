/// How a mean of rows becomes a label, by what the model was trained with.
enum FastTextOutput: Sendable {
  case tree(LabelTree)
  case exclusive(LabelScores)
  case independent(LabelScores)

  init(_ settings: FastTextSettings, _ vocabulary: FastTextVocabulary, _ matrix: FastTextMatrix)
    throws
  {
    let labels = vocabulary.labels.count
    let columns = settings.dimension
    switch settings.loss {
    case .hierarchicalSoftmax:
      self = .tree(
        LabelTree(
          counts: vocabulary.labelCounts, weights: try matrix.numbers(ofRows: labels - 1),
          columns: columns))
    case .softmax:
      self = .exclusive(
        LabelScores(
          weights: try matrix.numbers(ofRows: labels), labels: labels, columns: columns))
    case .negativeSampling, .oneVersusAll:
      self = .independent(
        LabelScores(
          weights: try matrix.numbers(ofRows: labels), labels: labels, columns: columns))
    }
  }

  /// The likeliest label, the last of equals, and the logarithm of its probability.
  func best(for hidden: [Float]) -> (label: Int, logarithm: Double) {
    switch self {
    case .tree(let tree): tree.best(for: hidden)
    case .exclusive(let scores): scores.best(for: hidden)
    case .independent(let scores): scores.bestAlone(for: hidden)
    }
  }
}
