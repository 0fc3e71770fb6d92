import CandorCore
import CandorTensors

/// Mixtures of experts: every row goes through a few feed-forward layers of many, and all rows through
/// a shared one.
extension Decoder {
  func forwardExperts<Weights: DecoderWeights & ~Escapable>(
    _ experts: Experts, _ index: Int, rows: Int, weights: borrowing Weights, _ state: ExpertState,
    workspace: DecoderWorkspace, into y: inout Buffer<Float>
  ) {
    let hidden = configuration.hiddenSize
    project(.router, index, rows, weights, workspace, into: &state.logits)
    func route(_ bias: Span<Float>) {
      arithmetic.route(
        rows: rows, experts.routing, logits: state.logits, bias: bias, chosen: &state.chosen,
        weights: &state.weights, scratch: &workspace.scratch)
    }
    if experts.hasBias {
      weights.withVector(.layer(index, .routerBias)) { route($0) }
    } else {
      let none: [Float] = []
      route(none.span)
    }
    arithmetic.clear(count: rows * hidden, &y)
    // Ascending, so that every row adds up its experts in the same order whoever comes with it.
    for (expert, choice) in state.choices(rows: rows, experts.routing).enumerated()
    where !choice.rows.isEmpty {
      gatherRows(choice.rows, workspace.normed, into: &state.input)
      forwardExpert(
        expert, (.expertGate, .expertUp, .expertDown), index, width: experts.feedForwardSize,
        rows: choice.rows.count, weights: weights, state, workspace: workspace)
      arithmetic.addScaled(
        state.output, columns: hidden, by: choice.weights, toRows: choice.rows, of: &y)
    }
    guard experts.sharedSize > 0 else { return }
    arithmetic.copy(count: rows * hidden, workspace.normed, to: &state.input)
    forwardExpert(
      0, (.sharedGate, .sharedUp, .sharedDown), index, width: experts.sharedSize, rows: rows,
      weights: weights, state, workspace: workspace)
    arithmetic.add(count: rows * hidden, state.output, to: &y)
  }

  private func gatherRows(
    _ rows: [Int32], _ x: borrowing Buffer<Float>, into y: inout Buffer<Float>
  ) {
    arithmetic.gather(rows.span, columns: configuration.hiddenSize, from: x.span, into: &y)
  }

  /// One gated layer, from `state.input` to `state.output`.
  private func forwardExpert<Weights: DecoderWeights & ~Escapable>(
    _ expert: Int, _ tensors: (gate: LayerTensor, up: LayerTensor, down: LayerTensor),
    _ index: Int, width: Int, rows: Int, weights: borrowing Weights, _ state: ExpertState,
    workspace: DecoderWorkspace
  ) {
    weights.multiply(
      rows: rows, state.input, by: .layer(index, tensors.gate), part: expert, into: &state.gate,
      scratch: &workspace.scratch, arithmetic)
    weights.multiply(
      rows: rows, state.input, by: .layer(index, tensors.up), part: expert, into: &state.up,
      scratch: &workspace.scratch, arithmetic)
    arithmetic.forwardGate(
      configuration.activation, count: rows * width, gate: state.gate, up: state.up,
      into: &state.hidden)
    weights.multiply(
      rows: rows, state.hidden, by: .layer(index, tensors.down), part: expert, into: &state.output,
      scratch: &workspace.scratch, arithmetic)
  }
}
