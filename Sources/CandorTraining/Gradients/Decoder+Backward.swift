import CandorCore
import CandorModels
import CandorTensors

/// The backward pass, the mirror of `Decoder.forward`.
extension Decoder {
  /// Adds the gradients of the batch's summed token losses to `gradients`, each element a chain
  /// that continues over ascending rows, and gives that sum in nats.
  ///
  /// - Complexity: about 6 operations for each parameter and row, and 8 with checkpointing.
  public func forwardBackward(
    _ batch: DecoderBatch, targets: [Int32], parameters: Span<Float>,
    gradients buffer: inout Buffer<Float>, workspace: GradientWorkspace
  ) -> Float {
    precondition(targets.count == batch.rows)
    var gradients = buffer.mutableSpan
    let (rows, hidden) = (batch.rows, configuration.hiddenSize)
    let weights = FlatWeights(parameters, layout: layout)
    forward(batch, weights: weights, workspace: workspace.forward)
    packHead(parameters: parameters, workspace: workspace)
    for first in stride(from: 0, to: rows, by: workspace.logitRows) {
      let count = min(workspace.logitRows, rows - first)
      forwardLoss(
        first: first, rows: count, targets: targets, gradients: true, workspace: workspace)
      backwardLoss(
        first: first, rows: count, parameters: parameters, gradients: &gradients,
        workspace: workspace)
    }
    arithmetic.clear(count: rows * hidden, &workspace.stream)
    backwardNorm(
      rows: rows, x: workspace.forward.stream(enteringLayer: configuration.layers).values,
      slot: layout.finalNorm, inverse: workspace.forward.inverse, parameters: parameters,
      gradients: &gradients, normed: workspace.normed, stream: &workspace.stream)

    for index in layout.layers.indices.reversed() {
      if workspace.forward.keeping != .states {
        forwardAttention(index, batch, weights: weights, caches: [], workspace: workspace.forward)
        forwardFeedForward(index, rows: rows, weights: weights, workspace: workspace.forward)
      }
      backwardFeedForward(
        index, rows: rows, parameters: parameters, gradients: &gradients, workspace: workspace)
      backwardLayer(
        index, batch, parameters: parameters, gradients: &gradients, workspace: workspace)
    }
    var embedding = gradients[layout.embedding]
    arithmetic.scatterAdd(
      workspace.stream, columns: hidden, indices: batch.tokens.span, into: &embedding)
    return arithmetic.sum(workspace.losses, count: rows)
  }

  func backwardFeedForward(
    _ index: Int, rows: Int, parameters: Span<Float>, gradients: inout MutableSpan<Float>,
    workspace: GradientWorkspace
  ) {
    let wide = configuration.feedForwardSize
    let (weights, state) = (layout.layers[index], workspace.forward.state(ofLayer: index))
    arithmetic.forwardGate(
      count: rows * wide, gate: state.gate, up: state.up, into: &workspace.forward.hidden)
    backwardLinear(
      weights.down, rows: rows, x: workspace.forward.hidden, dy: workspace.stream,
      parameters: parameters, gradients: &gradients, into: &workspace.hidden,
      scratch: &workspace.forward.scratch)

    arithmetic.backwardGate(
      count: rows * wide, dy: workspace.hidden, gate: &state.gate, up: &state.up)
    forwardNorm(
      rows: rows, state.middle, weight: parameters[weights.feedForwardNorm],
      inverse: &state.middleInverse, normed: &workspace.forward.normed)
    backwardLinear(
      weights.gate, rows: rows, x: workspace.forward.normed, dy: state.gate,
      parameters: parameters, gradients: &gradients, into: &workspace.normed,
      scratch: &workspace.forward.scratch)
    backwardLinear(
      weights.up, rows: rows, x: workspace.forward.normed, dy: state.up,
      parameters: parameters, gradients: &gradients, into: &workspace.normed, continues: true,
      scratch: &workspace.forward.scratch)
    backwardNorm(
      rows: rows, x: state.middle, slot: weights.feedForwardNorm,
      inverse: state.middleInverse, parameters: parameters, gradients: &gradients,
      normed: workspace.normed, stream: &workspace.stream)
  }

  func backwardLayer(
    _ index: Int, _ batch: DecoderBatch, parameters: Span<Float>,
    gradients: inout MutableSpan<Float>, workspace: GradientWorkspace
  ) {
    let (rows, attention) = (batch.rows, configuration.attention)
    let (weights, state) = (layout.layers[index], workspace.forward.state(ofLayer: index))
    backwardLinear(
      weights.output, rows: rows, x: state.attended, dy: workspace.stream,
      parameters: parameters, gradients: &gradients, into: &workspace.attended,
      scratch: &workspace.forward.scratch)

    arithmetic.backwardAttention(
      attention, windows: batch.windows, query: state.query, key: state.key,
      value: state.value, output: state.attended, statistics: state.statistics,
      dOutput: workspace.attended, dQuery: &workspace.query, dKey: &workspace.key,
      dValue: &workspace.value,
      scratch: &workspace.forward.scratch)
    let size = attention.headSize
    arithmetic.rotate(
      rows: rows, heads: attention.queryHeads, size: size, headStride: size,
      rowStride: attention.queryWidth, angles: workspace.forward.angles, backward: true,
      x: &workspace.query)
    arithmetic.rotate(
      rows: rows, heads: attention.keyValueHeads, size: size, headStride: size,
      rowStride: attention.keyWidth, angles: workspace.forward.angles, backward: true,
      x: &workspace.key)

    let entering = workspace.forward.stream(enteringLayer: index)
    forwardNorm(
      rows: rows, entering.values, weight: parameters[weights.attentionNorm],
      inverse: &state.inverse, normed: &workspace.forward.normed)
    backwardLinear(
      weights.query, rows: rows, x: workspace.forward.normed, dy: workspace.query,
      parameters: parameters, gradients: &gradients, into: &workspace.normed,
      scratch: &workspace.forward.scratch)
    backwardLinear(
      weights.key, rows: rows, x: workspace.forward.normed, dy: workspace.key,
      parameters: parameters, gradients: &gradients, into: &workspace.normed, continues: true,
      scratch: &workspace.forward.scratch)
    backwardLinear(
      weights.value, rows: rows, x: workspace.forward.normed, dy: workspace.value,
      parameters: parameters, gradients: &gradients, into: &workspace.normed, continues: true,
      scratch: &workspace.forward.scratch)
    backwardNorm(
      rows: rows, x: entering.values, slot: weights.attentionNorm,
      inverse: state.inverse, parameters: parameters, gradients: &gradients,
      normed: workspace.normed, stream: &workspace.stream)
  }

  /// Through y = x Wᵀ: adds what `dy` means for the weight to its gradient, and gives in `dx` what it
  /// means for x.
  ///
  /// - Parameter continues: adds to `dx` instead of replacing it.
  private func backwardLinear(
    _ slot: ParameterLayout.Slot, rows: Int, x: borrowing Buffer<Float>,
    dy: borrowing Buffer<Float>, parameters: Span<Float>, gradients: inout MutableSpan<Float>,
    into dx: inout Buffer<Float>, continues: Bool = false, scratch: inout Scratch
  ) {
    let (inputs, outputs) = (slot.shape[1], slot.shape[0])
    var gradient = gradients[slot]
    arithmetic.backwardLinearWeight(
      rows: rows, inputs: inputs, outputs: outputs, dy: dy, x: x, into: &gradient,
      scratch: &scratch)
    arithmetic.backwardLinearInput(
      rows: rows, inputs: inputs, outputs: outputs, dy: dy, weight: parameters[slot], into: &dx,
      continues: continues, scratch: &scratch)
  }

  private func backwardNorm(
    rows: Int, x: borrowing Buffer<Float>, slot: ParameterLayout.Slot,
    inverse: borrowing Buffer<Float>,
    parameters: Span<Float>, gradients: inout MutableSpan<Float>, normed: borrowing Buffer<Float>,
    stream: inout Buffer<Float>
  ) {
    let hidden = configuration.hiddenSize
    var weight = gradients[slot]
    arithmetic.backwardNormWeight(
      rows: rows, columns: hidden, x: x, inverse: inverse, dy: normed, into: &weight)
    arithmetic.backwardNorm(
      rows: rows, columns: hidden, x: x, weight: parameters[slot], inverse: inverse, dy: normed,
      addingTo: &stream)
  }
}

extension MutableSpan where Element == Float {
  /// The numbers of one tensor in a flat run of gradients.
  subscript(_ slot: ParameterLayout.Slot) -> MutableSpan<Float> {
    @_lifetime(&self)
    mutating get { _mutatingExtracting(slot.range) }
  }
}
