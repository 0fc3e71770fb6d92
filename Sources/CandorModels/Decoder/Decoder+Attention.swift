import CandorCore
import CandorTensors

/// The first half of a layer: from the stream that enters to the middle.
extension Decoder {
  public func forwardAttention<Weights: DecoderWeights & ~Escapable>(
    _ index: Int, _ batch: DecoderBatch, weights: borrowing Weights, caches: [KeyValueCache],
    workspace: DecoderWorkspace
  ) {
    let (rows, hidden) = (batch.rows, configuration.hiddenSize)
    let (stream, state) = (
      workspace.stream(enteringLayer: index), workspace.state(ofLayer: index)
    )
    func place(_ tensor: LayerTensor) -> DecoderTensor { .layer(index, tensor) }
    if configuration.normPlacement == .after {
      arithmetic.copy(count: rows * hidden, stream.values, to: &workspace.normed)
    } else {
      weights.withVector(place(.attentionNorm)) {
        forwardNorm(
          rows: rows, stream.values, weight: $0, inverse: &state.inverse, normed: &workspace.normed)
      }
    }
    forwardQueryKeyValue(index, rows: rows, weights: weights, workspace: workspace)
    attend(index, batch, caches: caches, workspace: workspace)
    weights.multiply(
      rows: rows, state.attended, from: 0, by: place(.output), into: &state.middle, at: 0,
      scratch: &workspace.scratch, arithmetic)
    if configuration.outputBias {
      weights.withVector(place(.outputBias)) { arithmetic.add($0, toRows: rows, of: &state.middle) }
    }
    if configuration.normPlacement != .before {
      weights.withVector(place(.attentionPostNorm)) {
        arithmetic.normalise(
          rows: rows, columns: hidden, epsilon: configuration.normEpsilon, weight: $0, &state.middle
        )
      }
    }
    arithmetic.add(count: rows * hidden, stream.values, to: &state.middle)
  }

  /// Queries, keys and values of the normed stream; queries and keys normed and turned.
  private func forwardQueryKeyValue<Weights: DecoderWeights & ~Escapable>(
    _ index: Int, rows: Int, weights: borrowing Weights, workspace: DecoderWorkspace
  ) {
    let state = workspace.state(ofLayer: index)
    let attention = configuration.attention
    project(.query, index, rows, weights, workspace, into: &state.query)
    project(.key, index, rows, weights, workspace, into: &state.key)
    project(.value, index, rows, weights, workspace, into: &state.value)
    if configuration.queryKeyValueBias {
      addBias(.queryBias, index, rows, weights, to: &state.query)
      addBias(.keyBias, index, rows, weights, to: &state.key)
      addBias(.valueBias, index, rows, weights, to: &state.value)
    }
    if let norm = configuration.headNorm {
      let whole = norm == .wholeRow
      normHeads(
        .queryNorm, index, rows: whole ? rows : rows * attention.queryHeads, weights, &state.query)
      normHeads(
        .keyNorm, index, rows: whole ? rows : rows * attention.keyValueHeads, weights, &state.key)
    }
    let layer = configuration.layerAttention(index)
    guard layer.turns else { return }
    let isLocal = layer.reach != nil && localRotary != nil
    func turn(_ heads: Int, _ angles: borrowing Buffer<Float>, _ x: inout Buffer<Float>) {
      arithmetic.rotate(
        rows: rows, heads: heads, size: attention.headSize, headStride: attention.headSize,
        rowStride: heads * attention.headSize, angles: angles, x: &x)
    }
    if isLocal {
      turn(attention.queryHeads, workspace.localAngles, &state.query)
      turn(attention.keyValueHeads, workspace.localAngles, &state.key)
    } else {
      turn(attention.queryHeads, workspace.angles, &state.query)
      turn(attention.keyValueHeads, workspace.angles, &state.key)
    }
  }

  private func project<Weights: DecoderWeights & ~Escapable>(
    _ tensor: LayerTensor, _ index: Int, _ rows: Int, _ weights: borrowing Weights,
    _ workspace: DecoderWorkspace, into y: inout Buffer<Float>
  ) {
    weights.multiply(
      rows: rows, workspace.normed, from: 0, by: .layer(index, tensor), into: &y, at: 0,
      scratch: &workspace.scratch, arithmetic)
  }

  private func addBias<Weights: DecoderWeights & ~Escapable>(
    _ tensor: LayerTensor, _ index: Int, _ rows: Int, _ weights: borrowing Weights,
    to y: inout Buffer<Float>
  ) {
    weights.withVector(.layer(index, tensor)) { arithmetic.add($0, toRows: rows, of: &y) }
  }

  private func normHeads<Weights: DecoderWeights & ~Escapable>(
    _ tensor: LayerTensor, _ index: Int, rows: Int, _ weights: borrowing Weights,
    _ x: inout Buffer<Float>
  ) {
    weights.withVector(.layer(index, tensor)) {
      arithmetic.normalise(
        rows: rows, columns: $0.count, epsilon: configuration.normEpsilon, weight: $0, &x)
    }
  }

  /// Attention of the batch's queries, over its own keys and values or over what is kept.
  private func attend(
    _ index: Int, _ batch: DecoderBatch, caches: [KeyValueCache], workspace: DecoderWorkspace
  ) {
    let state = workspace.state(ofLayer: index)
    var shape = configuration.attention
    shape.reach = configuration.layerAttention(index).reach
    guard !caches.isEmpty else {
      arithmetic.forwardAttention(
        shape, windows: batch.windows, query: state.query, key: state.key, value: state.value,
        into: &state.attended, statistics: &state.statistics, scratch: &workspace.scratch)
      return
    }
    for (window, cache) in zip(batch.windows, caches) {
      let kept = cache.layers[index]
      kept.append(
        state, rows: window.queryStart..<(window.queryStart + window.count - window.first),
        at: window.first, arithmetic)
      arithmetic.forwardAttention(
        shape, windows: [window], query: state.query, key: kept.key, value: kept.value,
        into: &state.attended, statistics: &state.statistics, scratch: &workspace.scratch)
    }
  }
}
