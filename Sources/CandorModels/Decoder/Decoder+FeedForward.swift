import CandorCore
import CandorTensors

/// The second half of a layer: from the middle to the stream that leaves.
extension Decoder {
  public func forwardFeedForward<Weights: DecoderWeights & ~Escapable>(
    _ index: Int, rows: Int, weights: borrowing Weights, workspace: DecoderWorkspace
  ) {
    let (hidden, wide) = (configuration.hiddenSize, configuration.feedForwardSize)
    let (state, leaving) = (
      workspace.state(ofLayer: index), workspace.stream(enteringLayer: index + 1)
    )
    func place(_ tensor: LayerTensor) -> DecoderTensor { .layer(index, tensor) }
    if configuration.normPlacement == .after {
      arithmetic.copy(count: rows * hidden, state.middle, to: &workspace.normed)
    } else {
      weights.withVector(place(.feedForwardNorm)) {
        forwardNorm(
          rows: rows, state.middle, weight: $0, inverse: &state.middleInverse,
          normed: &workspace.normed)
      }
    }
    weights.multiply(
      rows: rows, workspace.normed, from: 0, by: place(.gate), into: &state.gate, at: 0,
      scratch: &workspace.scratch, arithmetic)
    weights.multiply(
      rows: rows, workspace.normed, from: 0, by: place(.up), into: &state.up, at: 0,
      scratch: &workspace.scratch, arithmetic)
    arithmetic.forwardGate(
      configuration.activation, count: rows * wide, gate: state.gate, up: state.up,
      into: &workspace.hidden)
    weights.multiply(
      rows: rows, workspace.hidden, from: 0, by: place(.down), into: &leaving.values, at: 0,
      scratch: &workspace.scratch, arithmetic)
    if configuration.normPlacement != .before {
      weights.withVector(place(.feedForwardPostNorm)) {
        arithmetic.normalise(
          rows: rows, columns: hidden, epsilon: configuration.normEpsilon, weight: $0,
          &leaving.values)
      }
    }
    arithmetic.add(count: rows * hidden, state.middle, to: &leaving.values)
  }
}
