import CandorModels
import CandorTensors

/// The output layer and the loss, without ever holding all logits.
extension Decoder {
  /// The sum of the batch's token losses in nats.
  public func loss(
    _ batch: DecoderBatch, targets: [Int32], parameters: Span<Float>,
    workspace: GradientWorkspace
  ) -> Float {
    precondition(targets.count == batch.rows)
    forward(
      batch, weights: FlatWeights(parameters, layout: layout), workspace: workspace.forward)
    packHead(parameters: parameters, workspace: workspace)
    for first in stride(from: 0, to: batch.rows, by: workspace.logitRows) {
      let rows = min(workspace.logitRows, batch.rows - first)
      forwardLoss(
        first: first, rows: rows, targets: targets, gradients: false, workspace: workspace)
    }
    return arithmetic.sum(workspace.losses, count: batch.rows)
  }

  func packHead(parameters: Span<Float>, workspace: GradientWorkspace) {
    arithmetic.packLinear(
      inputs: configuration.hiddenSize, outputs: configuration.vocabularySize,
      weight: parameters[layout.head], into: &workspace.panels)
  }

  /// Logits of some rows, and their losses; with `gradients` the logits become their gradients.
  func forwardLoss(
    first: Int, rows: Int, targets: [Int32], gradients: Bool, workspace: GradientWorkspace
  ) {
    let (hidden, vocabulary) = (configuration.hiddenSize, configuration.vocabularySize)
    arithmetic.forwardLinear(
      rows: rows, inputs: hidden, outputs: vocabulary,
      x: workspace.forward.normed, from: first * hidden,
      panels: workspace.panels, into: &workspace.logits)
    arithmetic.crossEntropy(
      rows: rows, columns: vocabulary, logits: &workspace.logits,
      targets: targets.span.extracting(first..<(first + rows)), losses: &workspace.losses,
      at: first, gradients: gradients)
  }

  /// The gradients of the output layer and of the normed stream that enters it.
  func backwardLoss(
    first: Int, rows: Int, parameters: Span<Float>, gradients: inout MutableSpan<Float>,
    workspace: GradientWorkspace
  ) {
    let (hidden, vocabulary) = (configuration.hiddenSize, configuration.vocabularySize)
    arithmetic.backwardLinearInput(
      rows: rows, inputs: hidden, outputs: vocabulary, dy: workspace.logits,
      weight: parameters[layout.head], into: &workspace.normed,
      at: first * hidden, scratch: &workspace.forward.scratch)
    var head = gradients[layout.head]
    arithmetic.backwardLinearWeight(
      rows: rows, inputs: hidden, outputs: vocabulary, dy: workspace.logits,
      x: workspace.forward.normed, from: first * hidden, into: &head,
      scratch: &workspace.forward.scratch)
  }
}
