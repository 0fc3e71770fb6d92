import CandorModels
import CandorTensors

/// The inner workings of a model as lines of text.
struct AnatomyTable {
  private(set) var lines: [String] = []

  init(_ anatomy: ModelAnatomy) {
    lines.append("architecture  \(anatomy.architecture ?? "unknown")")
    if let obstacle = anatomy.obstacle { lines.append("              \(obstacle)") }
    if let configuration = anatomy.configuration {
      lines.append(
        "layers        \(configuration.layers), \(configuration.queryHeads) heads, width "
          + "\(configuration.hiddenSize), vocabulary \(configuration.vocabularySize)")
    }
    if let tied = anatomy.tiedEmbeddings {
      lines.append("output layer  " + (tied ? "the embedding itself" : "its own weights"))
    }
    if let memory = anatomy.memory {
      lines.append("parameters    \(memory.parameters)")
      lines.append(
        "memory        \(memory.total.inUnits) for \(anatomy.context) positions: weights "
          + "\(memory.weights.inUnits), keys and values \(memory.cache.inUnits), work "
          + "\(memory.workspace.inUnits)")
    }
    lines.append(
      "stored        \(anatomy.tensors.count) tensors in \(anatomy.files) files, \(anatomy.numbers) "
        + "numbers, \(anatomy.bytes.inUnits)")
    for share in anatomy.shares {
      lines.append(
        "  " + share.format.rawValue.padded(to: 12)
          + "\(share.tensors) tensors, \(share.numbers) numbers, \(share.bytes.inUnits)")
    }
    lines.append("")
    let width = min(60, anatomy.tensors.map(\.name.count).max() ?? 0) + 2
    if !anatomy.statistics.isEmpty {
      lines.append("".padded(to: width + 9 + 18) + Self.heads)
    }
    for (index, tensor) in anatomy.tensors.enumerated() {
      let shape = tensor.shape.map(String.init).joined(separator: " × ")
      let line = tensor.name.padded(to: width) + tensor.format.rawValue.padded(to: 9)
      let statistics = anatomy.statistics.isEmpty ? nil : anatomy.statistics[index]
      lines.append(line + (statistics.map { shape.padded(to: 18) + Self.figures($0) } ?? shape))
    }
  }

  private static let heads = ["minimum", "maximum", "mean", "deviation", "zeros", "not finite"]
    .map { $0.padded(to: 12) }.joined()

  private static func figures(_ statistics: TensorStatistics) -> String {
    let numbers = [
      statistics.minimum.map(Double.init) ?? .nan, statistics.maximum.map(Double.init) ?? .nan,
      statistics.mean, statistics.deviation,
    ]
    return (numbers.map(\.inFigures) + [String(statistics.zeros), String(statistics.nonFinite)])
      .map { $0.padded(to: 12) }.joined()
  }
}
