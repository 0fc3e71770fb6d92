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
    gradients: inout MutableSpan<Float>, workspace: inout GradientWorkspace
  ) -> Float {
    precondition(targets.count == batch.rows)
    let (rows, hidden) = (batch.rows, configuration.hiddenSize)
    forward(batch, parameters: parameters, workspace: &workspace.forward)
    packHead(parameters: parameters, workspace: &workspace)
    for first in stride(from: 0, to: rows, by: workspace.logitRows) {
      let count = min(workspace.logitRows, rows - first)
      forwardLoss(
        first: first, rows: count, targets: targets, gradients: true, workspace: &workspace)
      backwardLoss(
        first: first, rows: count, parameters: parameters, gradients: &gradients,
        workspace: &workspace)
    }
    var stream = workspace.stream.mutableSpan
    stream.zero(count: rows * hidden)
    backwardNorm(
      rows: rows, x: workspace.forward.streams[configuration.layers].values.span,
      slot: layout.finalNorm, inverse: workspace.forward.inverse.span, parameters: parameters,
      gradients: &gradients, normed: workspace.normed.span, stream: &stream)

    for index in layout.layers.indices.reversed() {
      if workspace.forward.states.count < configuration.layers {
        forwardLayer(index, batch, parameters: parameters, workspace: &workspace.forward)
        forwardFeedForward(
          index, rows: rows, parameters: parameters, workspace: &workspace.forward)
      }
      backwardFeedForward(
        index, rows: rows, parameters: parameters, gradients: &gradients, workspace: &workspace)
      backwardLayer(
        index, batch, parameters: parameters, gradients: &gradients, workspace: &workspace)
    }
    var embedding = gradients[layout.embedding]
    arithmetic.scatterAdd(
      workspace.stream.span, columns: hidden, indices: batch.tokens.span, into: &embedding)
    return arithmetic.sum(workspace.losses.span.extracting(..<rows))
  }

  func backwardFeedForward(
    _ index: Int, rows: Int, parameters: Span<Float>, gradients: inout MutableSpan<Float>,
    workspace: inout GradientWorkspace
  ) {
    let (hidden, wide) = (configuration.hiddenSize, configuration.feedForwardSize)
    let (weights, state) = (layout.layers[index], workspace.forward.state(ofLayer: index))
    var product = workspace.forward.hidden.mutableSpan
    arithmetic.forwardGate(
      count: rows * wide, gate: state.gate.span, up: state.up.span, into: &product)
    backwardWeight(
      weights.down, rows: rows, dy: workspace.stream.span, x: workspace.forward.hidden.span,
      gradients: &gradients, scratch: &workspace.forward.scratch)
    var dHidden = workspace.hidden.mutableSpan
    backwardInput(
      weights.down, rows: rows, dy: workspace.stream.span, parameters: parameters,
      into: &dHidden, scratch: &workspace.forward.scratch)

    var (gate, up) = (state.gate.mutableSpan, state.up.mutableSpan)
    arithmetic.backwardGate(
      count: rows * wide, dy: workspace.hidden.span, gate: &gate, up: &up)
    forwardNorm(
      rows: rows, state.middle.span, weight: parameters[weights.feedForwardNorm],
      inverse: &state.middleInverse, normed: &workspace.forward.normed)
    let normed = workspace.forward.normed.span
    backwardWeight(
      weights.gate, rows: rows, dy: gate.span, x: normed, gradients: &gradients,
      scratch: &workspace.forward.scratch)
    backwardWeight(
      weights.up, rows: rows, dy: up.span, x: normed, gradients: &gradients,
      scratch: &workspace.forward.scratch)
    var dNormed = workspace.normed.mutableSpan
    backwardInput(
      weights.gate, rows: rows, dy: gate.span, parameters: parameters, into: &dNormed,
      scratch: &workspace.forward.scratch)
    backwardInput(
      weights.up, rows: rows, dy: up.span, parameters: parameters, into: &dNormed,
      continues: true, scratch: &workspace.forward.scratch)
    var stream = workspace.stream.mutableSpan
    backwardNorm(
      rows: rows, x: state.middle.span, slot: weights.feedForwardNorm,
      inverse: state.middleInverse.span, parameters: parameters, gradients: &gradients,
      normed: workspace.normed.span, stream: &stream)
  }

  func backwardLayer(
    _ index: Int, _ batch: DecoderBatch, parameters: Span<Float>,
    gradients: inout MutableSpan<Float>, workspace: inout GradientWorkspace
  ) {
    let (rows, attention) = (batch.rows, configuration.attention)
    let (weights, state) = (layout.layers[index], workspace.forward.state(ofLayer: index))
    backwardWeight(
      weights.output, rows: rows, dy: workspace.stream.span, x: state.attended.span,
      gradients: &gradients, scratch: &workspace.forward.scratch)
    var attended = workspace.attended.mutableSpan
    backwardInput(
      weights.output, rows: rows, dy: workspace.stream.span, parameters: parameters,
      into: &attended, scratch: &workspace.forward.scratch)

    var query = workspace.query.mutableSpan
    var key = workspace.key.mutableSpan
    var value = workspace.value.mutableSpan
    arithmetic.backwardAttention(
      attention, windows: batch.windows, query: state.query.span, key: state.key.span,
      value: state.value.span, output: state.attended.span, statistics: state.statistics.span,
      dOutput: workspace.attended.span, dQuery: &query, dKey: &key, dValue: &value,
      scratch: &workspace.forward.scratch)
    arithmetic.rotate(
      positions: batch.positions.span, heads: attention.queryHeads, headSize: attention.headSize,
      table: rotary, backward: true, x: &query)
    arithmetic.rotate(
      positions: batch.positions.span, heads: attention.keyValueHeads,
      headSize: attention.headSize, table: rotary, backward: true, x: &key)

    let entering = workspace.forward.streams[index]
    forwardNorm(
      rows: rows, entering.values.span, weight: parameters[weights.attentionNorm],
      inverse: &state.inverse, normed: &workspace.forward.normed)
    let normed = workspace.forward.normed.span
    var dNormed = workspace.normed.mutableSpan
    for (slot, dy, continues) in [
      (weights.query, 0, false), (weights.key, 1, true), (weights.value, 2, true),
    ] {
      let dy = dy == 0 ? query.span : dy == 1 ? key.span : value.span
      backwardWeight(
        slot, rows: rows, dy: dy, x: normed, gradients: &gradients,
        scratch: &workspace.forward.scratch)
      backwardInput(
        slot, rows: rows, dy: dy, parameters: parameters, into: &dNormed, continues: continues,
        scratch: &workspace.forward.scratch)
    }
    var stream = workspace.stream.mutableSpan
    backwardNorm(
      rows: rows, x: entering.values.span, slot: weights.attentionNorm,
      inverse: state.inverse.span, parameters: parameters, gradients: &gradients,
      normed: workspace.normed.span, stream: &stream)
  }

  private func backwardWeight(
    _ slot: ParameterLayout.Slot, rows: Int, dy: Span<Float>, x: Span<Float>,
    gradients: inout MutableSpan<Float>, scratch: inout Scratch
  ) {
    var gradient = gradients[slot]
    arithmetic.backwardLinearWeight(
      rows: rows, inputs: slot.shape[1], outputs: slot.shape[0], dy: dy, x: x, into: &gradient,
      scratch: &scratch)
  }

  private func backwardInput(
    _ slot: ParameterLayout.Slot, rows: Int, dy: Span<Float>, parameters: Span<Float>,
    into dx: inout MutableSpan<Float>, continues: Bool = false, scratch: inout Scratch
  ) {
    arithmetic.backwardLinearInput(
      rows: rows, inputs: slot.shape[1], outputs: slot.shape[0], dy: dy,
      weight: parameters[slot], into: &dx, continues: continues, scratch: &scratch)
  }

  private func backwardNorm(
    rows: Int, x: Span<Float>, slot: ParameterLayout.Slot, inverse: Span<Float>,
    parameters: Span<Float>, gradients: inout MutableSpan<Float>, normed: Span<Float>,
    stream: inout MutableSpan<Float>
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

  mutating func zero(count: Int) {
    for index in 0..<count { self[index] = 0 }
  }
}
