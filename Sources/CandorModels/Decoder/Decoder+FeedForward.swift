import CandorCore
import CandorTensors

/// The second half of a layer: from the middle to the stream that leaves.
extension Decoder {
  public func forwardFeedForward<Weights: DecoderWeights & ~Escapable>(
    _ index: Int, rows: Int, weights: borrowing Weights, workspace: DecoderWorkspace
  ) {
    let hidden = configuration.hiddenSize
    let state = workspace.state(ofLayer: index)
    let leaving = workspace.stream(enteringLayer: index + 1)
    if configuration.normPlacement == .after {
      arithmetic.copy(count: rows * hidden, state.middle, to: &workspace.normed)
    } else {
      weights.withVector(.layer(index, .feedForwardNorm)) {
        forwardNorm(
          rows: rows, state.middle, weight: $0, inverse: &state.middleInverse,
          normed: &workspace.normed)
      }
    }
    if let experts = configuration.experts(index), let chosen = workspace.experts {
      forwardExperts(
        experts, index, rows: rows, weights: weights, chosen, workspace: workspace,
        into: &leaving.values)
    } else {
      weights.multiply(
        rows: rows, workspace.normed, by: (.layer(index, .gate), .layer(index, .up)),
        into: &state.gate, &state.up, scratch: &workspace.scratch, arithmetic)
      arithmetic.forwardGate(
        configuration.activation, count: rows * configuration.feedForwardSize, gate: state.gate,
        up: state.up, into: &workspace.hidden)
      weights.multiply(
        rows: rows, workspace.hidden, by: .layer(index, .down), into: &leaving.values,
        scratch: &workspace.scratch, arithmetic)
    }
    if configuration.normPlacement != .before {
      normalise(.feedForwardPostNorm, index, rows: rows, weights, &leaving.values)
    }
    arithmetic.add(count: rows * hidden, state.middle, to: &leaving.values)
  }
}
