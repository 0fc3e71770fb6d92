import CandorCore
import CandorTensors

/// The first half of a layer: from the stream that enters to the middle.
extension Decoder {
  public func forwardAttention<Weights: DecoderWeights & ~Escapable>(
    _ index: Int, _ batch: DecoderBatch, weights: borrowing Weights, caches: [KeyValueCache],
    workspace: DecoderWorkspace
  ) {
    let (rows, hidden) = (batch.rows, configuration.hiddenSize)
    let stream = workspace.stream(enteringLayer: index)
    let state = workspace.state(ofLayer: index)
    if configuration.normPlacement == .after {
      arithmetic.copy(count: rows * hidden, stream.values, to: &workspace.normed)
    } else {
      weights.withVector(.layer(index, .attentionNorm)) {
        forwardNorm(
          rows: rows, stream.values, weight: $0, inverse: &state.inverse, normed: &workspace.normed)
      }
    }
    if let latent = configuration.latent, let compressed = workspace.latent {
      forwardQueryAndLatent(
        latent, index, rows: rows, weights: weights, compressed, workspace: workspace)
      attend(index, batch, caches: caches, workspace: workspace)
      forwardLatentOutput(
        latent, index, rows: rows, weights: weights, compressed, workspace: workspace)
    } else {
      forwardQueryKeyValue(index, rows: rows, weights: weights, workspace: workspace)
      attend(index, batch, caches: caches, workspace: workspace)
      weights.multiply(
        rows: rows, state.attended, by: .layer(index, .output), into: &state.middle,
        scratch: &workspace.scratch, arithmetic)
    }
    if configuration.outputBias {
      addBias(.outputBias, index, rows, weights, to: &state.middle)
    }
    if configuration.normPlacement != .before {
      normalise(.attentionPostNorm, index, rows: rows, weights, &state.middle)
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
    weights.multiply(
      rows: rows, workspace.normed, by: (.layer(index, .key), .layer(index, .value)),
      into: &state.key, &state.value, scratch: &workspace.scratch, arithmetic)
    if configuration.queryKeyValueBias {
      addBias(.queryBias, index, rows, weights, to: &state.query)
      addBias(.keyBias, index, rows, weights, to: &state.key)
      addBias(.valueBias, index, rows, weights, to: &state.value)
    }
    if let norm = configuration.headNorm {
      let (queries, keys) =
        norm == .wholeRow ? (1, 1) : (attention.queryHeads, attention.keyValueHeads)
      normalise(.queryNorm, index, rows: rows * queries, weights, &state.query)
      normalise(.keyNorm, index, rows: rows * keys, weights, &state.key)
    }
    let layer = configuration.layerAttention(index)
    guard layer.turns else { return }
    func turn(_ heads: Int, _ angles: borrowing Buffer<Float>, _ x: inout Buffer<Float>) {
      arithmetic.rotate(
        rows: rows, heads: heads, size: attention.headSize, headStride: attention.headSize,
        rowStride: heads * attention.headSize, angles: angles, x: &x)
    }
    if layer.reach != nil && localRotary != nil {
      turn(attention.queryHeads, workspace.localAngles, &state.query)
      turn(attention.keyValueHeads, workspace.localAngles, &state.key)
    } else {
      turn(attention.queryHeads, workspace.angles, &state.query)
      turn(attention.keyValueHeads, workspace.angles, &state.key)
    }
  }

  private func addBias<Weights: DecoderWeights & ~Escapable>(
    _ tensor: LayerTensor, _ index: Int, _ rows: Int, _ weights: borrowing Weights,
    to y: inout Buffer<Float>
  ) {
    weights.withVector(.layer(index, tensor)) { arithmetic.add($0, toRows: rows, of: &y) }
  }

  /// Attention of the batch's queries, over its own keys and values or over what is kept.
  private func attend(
    _ index: Int, _ batch: DecoderBatch, caches: [KeyValueCache], workspace: DecoderWorkspace
  ) {
    let state = workspace.state(ofLayer: index)
    var shape = configuration.attention
    shape.reach = configuration.layerAttention(index).reach
    func attend(
      _ windows: [AttentionWindow], _ key: borrowing Buffer<Float>, _ value: borrowing Buffer<Float>
    ) {
      arithmetic.forwardAttention(
        shape, windows: windows, query: state.query, key: key, value: value, into: &state.attended,
        statistics: &state.statistics, scratch: &workspace.scratch)
    }
    guard !caches.isEmpty else {
      if shape.valuesAreKeys {
        attend(batch.windows, state.key, state.key)
      } else {
        attend(batch.windows, state.key, state.value)
      }
      return
    }
    for (window, cache) in zip(batch.windows, caches) {
      let kept = cache.layers[index]
      let rows = window.queryStart..<(window.queryStart + window.count - window.first)
      kept.append(state, rows: rows, at: window.first, arithmetic)
      let seen = AttentionWindow(
        queryStart: window.queryStart, keyStart: 0, count: window.count - kept.start,
        first: window.first - kept.start)
      if shape.valuesAreKeys {
        attend([seen], kept.key, kept.key)
      } else {
        attend([seen], kept.key, kept.value)
      }
    }
  }

  // MARK: For all parts of a layer

  /// A linear layer of the normed stream.
  func project<Weights: DecoderWeights & ~Escapable>(
    _ tensor: LayerTensor, _ index: Int, _ rows: Int, _ weights: borrowing Weights,
    _ workspace: DecoderWorkspace, into y: inout Buffer<Float>
  ) {
    weights.multiply(
      rows: rows, workspace.normed, by: .layer(index, tensor), into: &y,
      scratch: &workspace.scratch, arithmetic)
  }

  /// The norm of rows as long as its weights, which are `stride` apart, in place.
  func normalise<Weights: DecoderWeights & ~Escapable>(
    _ tensor: LayerTensor, _ index: Int, rows: Int, stride: Int? = nil,
    _ weights: borrowing Weights, _ x: inout Buffer<Float>
  ) {
    weights.withVector(.layer(index, tensor)) {
      arithmetic.normalise(
        rows: rows, columns: $0.count, stride: stride, epsilon: configuration.normEpsilon,
        weight: $0, &x)
    }
  }
}
