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
    _ batch: DecoderBatch, parameters: Span<Float>, workspace: DecoderWorkspace
  ) {
    precondition(batch.rows <= workspace.rows && batch.keptRows + batch.rows <= workspace.keyRows)
    let (rows, hidden) = (batch.rows, configuration.hiddenSize)
    let entering = workspace.streams[0]
    arithmetic.gather(
      batch.tokens.span, columns: hidden, from: parameters[layout.embedding], into: &entering.values)
    for index in layout.layers.indices {
      forwardLayer(index, batch, parameters: parameters, workspace: workspace)
      forwardFeedForward(index, rows: rows, parameters: parameters, workspace: workspace)
    }
    let last = workspace.streams[configuration.layers]
    arithmetic.forwardNorm(
      rows: rows, columns: hidden, epsilon: configuration.normEpsilon, x: last.values,
      weight: parameters[layout.finalNorm], into: &workspace.normed, inverse: &workspace.inverse)
  }

  /// Attention, from the stream that enters layer `index` to the middle of the layer.
  public func forwardLayer(
    _ index: Int, _ batch: DecoderBatch, parameters: Span<Float>,
    workspace: DecoderWorkspace
  ) {
    let (rows, hidden) = (batch.rows, configuration.hiddenSize)
    let (attention, weights) = (configuration.attention, layout.layers[index])
    let (stream, state) = (workspace.streams[index], workspace.state(ofLayer: index))
    forwardNorm(
      rows: rows, stream.values, weight: parameters[weights.attentionNorm],
      inverse: &state.inverse, normed: &workspace.normed)

    let kept = batch.keptRows * attention.keyValueWidth
    arithmetic.forwardLinear(
      rows: rows, inputs: hidden, outputs: attention.queryWidth, x: workspace.normed,
      weight: parameters[weights.query], into: &state.query, scratch: &workspace.scratch)
    arithmetic.rotate(
      positions: batch.positions.span, heads: attention.queryHeads, headSize: attention.headSize,
      table: rotary, x: &state.query)
    arithmetic.forwardLinear(
      rows: rows, inputs: hidden, outputs: attention.keyValueWidth, x: workspace.normed,
      weight: parameters[weights.key], into: &state.key, at: kept, scratch: &workspace.scratch)
    arithmetic.rotate(
      positions: batch.positions.span, heads: attention.keyValueHeads,
      headSize: attention.headSize, table: rotary, x: &state.key, at: kept)
    arithmetic.forwardLinear(
      rows: rows, inputs: hidden, outputs: attention.keyValueWidth, x: workspace.normed,
      weight: parameters[weights.value], into: &state.value, at: kept, scratch: &workspace.scratch)

    arithmetic.forwardAttention(
      attention, windows: batch.windows, query: state.query, key: state.key,
      value: state.value, into: &state.attended, statistics: &state.statistics,
      scratch: &workspace.scratch)
    arithmetic.forwardLinear(
      rows: rows, inputs: attention.queryWidth, outputs: hidden, x: state.attended,
      weight: parameters[weights.output], into: &state.middle, scratch: &workspace.scratch)
    arithmetic.add(count: rows * hidden, stream.values, to: &state.middle)
  }

  /// SwiGLU, from the middle of layer `index` to the stream that leaves it.
  public func forwardFeedForward(
    _ index: Int, rows: Int, parameters: Span<Float>, workspace: DecoderWorkspace
  ) {
    let (hidden, wide) = (configuration.hiddenSize, configuration.feedForwardSize)
    let (weights, state) = (layout.layers[index], workspace.state(ofLayer: index))
    forwardNorm(
      rows: rows, state.middle, weight: parameters[weights.feedForwardNorm],
      inverse: &state.middleInverse, normed: &workspace.normed)
    arithmetic.forwardLinear(
      rows: rows, inputs: hidden, outputs: wide, x: workspace.normed,
      weight: parameters[weights.gate], into: &state.gate, scratch: &workspace.scratch)
    arithmetic.forwardLinear(
      rows: rows, inputs: hidden, outputs: wide, x: workspace.normed,
      weight: parameters[weights.up], into: &state.up, scratch: &workspace.scratch)
    arithmetic.forwardGate(
      count: rows * wide, gate: state.gate, up: state.up, into: &workspace.hidden)
    let leaving = workspace.streams[index + 1]
    arithmetic.forwardLinear(
      rows: rows, inputs: wide, outputs: hidden, x: workspace.hidden,
      weight: parameters[weights.down], into: &leaving.values, scratch: &workspace.scratch)
    arithmetic.add(count: rows * hidden, state.middle, to: &leaving.values)
  }

  /// Logits of `rows` rows of the normed stream, from row `first` on.
  public func logits(
    first: Int, rows: Int, parameters: Span<Float>, workspace: DecoderWorkspace,
    into logits: inout Buffer<Float>
  ) {
    let hidden = configuration.hiddenSize
    arithmetic.forwardLinear(
      rows: rows, inputs: hidden, outputs: configuration.vocabularySize,
      x: workspace.normed, from: first * hidden, weight: parameters[layout.head],
      into: &logits, scratch: &workspace.scratch)
  }

  package func forwardNorm(
    rows: Int, _ x: borrowing Buffer<Float>, weight: Span<Float>, inverse: inout Buffer<Float>,
    normed: inout Buffer<Float>
  ) {
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
