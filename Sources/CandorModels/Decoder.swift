import CandorCore
import CandorTensors

/// A Llama-family decoder: its shape, the places of its parameters, and the forward pass.
///
/// The same forward pass serves training and generation, so that the logits of an answer are the
/// bits that training saw. It knows token ids only, never text.
public final class Decoder: Sendable {
  public let configuration: DecoderConfiguration
  public let layout: ParameterLayout
  public let arithmetic: Arithmetic
  public let rotary: RotaryTable

  public init(_ configuration: DecoderConfiguration, arithmetic: Arithmetic) {
    self.configuration = configuration
    self.arithmetic = arithmetic
    layout = ParameterLayout(configuration)
    rotary = RotaryTable(
      contextLength: configuration.contextLength, headSize: configuration.headSize,
      base: configuration.rotaryBase)
  }

  /// Runs `batch` through all layers and the final norm; the normed rows are left in
  /// `workspace.normed`.
  public func forward(
    _ batch: DecoderBatch, parameters: Span<Float>, workspace: inout DecoderWorkspace
  ) {
    precondition(batch.rows <= workspace.rows && batch.keptRows + batch.rows <= workspace.keyRows)
    let (rows, hidden) = (batch.rows, configuration.hiddenSize)
    var entering = workspace.streams[0].values.mutableSpan
    arithmetic.gather(
      batch.tokens.span, columns: hidden, from: parameters[layout.embedding], into: &entering)
    for index in layout.layers.indices {
      forwardLayer(index, batch, parameters: parameters, workspace: &workspace)
      forwardFeedForward(index, rows: rows, parameters: parameters, workspace: &workspace)
    }
    let last = workspace.streams[configuration.layers]
    var normed = workspace.normed.mutableSpan
    var inverse = workspace.inverse.mutableSpan
    arithmetic.forwardNorm(
      rows: rows, columns: hidden, epsilon: configuration.normEpsilon, x: last.values.span,
      weight: parameters[layout.finalNorm], into: &normed, inverse: &inverse)
  }

  /// Attention, from the stream that enters layer `index` to the middle of the layer.
  public func forwardLayer(
    _ index: Int, _ batch: DecoderBatch, parameters: Span<Float>,
    workspace: inout DecoderWorkspace
  ) {
    let (rows, hidden) = (batch.rows, configuration.hiddenSize)
    let (attention, weights) = (configuration.attention, layout.layers[index])
    let (stream, state) = (workspace.streams[index], workspace.state(ofLayer: index))
    forwardNorm(
      rows: rows, stream.values.span, weight: parameters[weights.attentionNorm],
      inverse: &state.inverse, normed: &workspace.normed)

    let kept = batch.keptRows * attention.keyValueWidth
    var query = state.query.mutableSpan
    arithmetic.forwardLinear(
      rows: rows, inputs: hidden, outputs: attention.queryWidth, x: workspace.normed.span,
      weight: parameters[weights.query], into: &query, scratch: &workspace.scratch)
    arithmetic.rotate(
      positions: batch.positions.span, heads: attention.queryHeads, headSize: attention.headSize,
      table: rotary, x: &query)
    var allKeys = state.key.mutableSpan
    var key = allKeys._mutatingExtracting(kept...)
    arithmetic.forwardLinear(
      rows: rows, inputs: hidden, outputs: attention.keyValueWidth, x: workspace.normed.span,
      weight: parameters[weights.key], into: &key, scratch: &workspace.scratch)
    arithmetic.rotate(
      positions: batch.positions.span, heads: attention.keyValueHeads,
      headSize: attention.headSize, table: rotary, x: &key)
    var allValues = state.value.mutableSpan
    var value = allValues._mutatingExtracting(kept...)
    arithmetic.forwardLinear(
      rows: rows, inputs: hidden, outputs: attention.keyValueWidth, x: workspace.normed.span,
      weight: parameters[weights.value], into: &value, scratch: &workspace.scratch)

    var attended = state.attended.mutableSpan
    var statistics = state.statistics.mutableSpan
    arithmetic.forwardAttention(
      attention, windows: batch.windows, query: state.query.span, key: state.key.span,
      value: state.value.span, into: &attended, statistics: &statistics,
      scratch: &workspace.scratch)
    var middle = state.middle.mutableSpan
    arithmetic.forwardLinear(
      rows: rows, inputs: attention.queryWidth, outputs: hidden, x: state.attended.span,
      weight: parameters[weights.output], into: &middle, scratch: &workspace.scratch)
    arithmetic.add(count: rows * hidden, stream.values.span, to: &middle)
  }

  /// SwiGLU, from the middle of layer `index` to the stream that leaves it.
  public func forwardFeedForward(
    _ index: Int, rows: Int, parameters: Span<Float>, workspace: inout DecoderWorkspace
  ) {
    let (hidden, wide) = (configuration.hiddenSize, configuration.feedForwardSize)
    let (weights, state) = (layout.layers[index], workspace.state(ofLayer: index))
    forwardNorm(
      rows: rows, state.middle.span, weight: parameters[weights.feedForwardNorm],
      inverse: &state.middleInverse, normed: &workspace.normed)
    var gate = state.gate.mutableSpan
    arithmetic.forwardLinear(
      rows: rows, inputs: hidden, outputs: wide, x: workspace.normed.span,
      weight: parameters[weights.gate], into: &gate, scratch: &workspace.scratch)
    var up = state.up.mutableSpan
    arithmetic.forwardLinear(
      rows: rows, inputs: hidden, outputs: wide, x: workspace.normed.span,
      weight: parameters[weights.up], into: &up, scratch: &workspace.scratch)
    var product = workspace.hidden.mutableSpan
    arithmetic.forwardGate(
      count: rows * wide, gate: state.gate.span, up: state.up.span, into: &product)
    let leaving = workspace.streams[index + 1]
    var output = leaving.values.mutableSpan
    arithmetic.forwardLinear(
      rows: rows, inputs: wide, outputs: hidden, x: workspace.hidden.span,
      weight: parameters[weights.down], into: &output, scratch: &workspace.scratch)
    arithmetic.add(count: rows * hidden, state.middle.span, to: &output)
  }

  /// Logits of `rows` rows of the normed stream, from row `first` on.
  public func logits(
    first: Int, rows: Int, parameters: Span<Float>, workspace: inout DecoderWorkspace,
    into logits: inout MutableSpan<Float>
  ) {
    let hidden = configuration.hiddenSize
    arithmetic.forwardLinear(
      rows: rows, inputs: hidden, outputs: configuration.vocabularySize,
      x: workspace.normed.span.extracting((first * hidden)...), weight: parameters[layout.head],
      into: &logits, scratch: &workspace.scratch)
  }

  package func forwardNorm(
    rows: Int, _ x: Span<Float>, weight: Span<Float>, inverse: inout Buffer<Float>,
    normed: inout Buffer<Float>
  ) {
    var (inverse, normed) = (inverse.mutableSpan, normed.mutableSpan)
    arithmetic.forwardNorm(
      rows: rows, columns: configuration.hiddenSize, epsilon: configuration.normEpsilon, x: x,
      weight: weight, into: &normed, inverse: &inverse)
  }
}

extension Span where Element == Float {
  /// The numbers of one tensor in a flat run of parameters.
  public subscript(_ slot: ParameterLayout.Slot) -> Span<Float> {
    @_lifetime(copy self) get { extracting(slot.range) }
  }
}
