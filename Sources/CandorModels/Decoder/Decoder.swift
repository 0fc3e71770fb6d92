import CandorCore
import CandorTensors

/// A decoder: what it computes, and the forward pass.
///
/// The same forward pass serves training and generation and every family of models, so that the
/// logits of an answer are the bits that training saw. It knows token ids only, never text.
public final class Decoder: Sendable {
  public let configuration: DecoderConfiguration
  public let arithmetic: Arithmetic
  let rotary: RotaryFrequencies
  let localRotary: RotaryFrequencies?
  private let flat: ParameterLayout?

  public init(_ configuration: DecoderConfiguration, arithmetic: Arithmetic) {
    self.configuration = configuration
    self.arithmetic = arithmetic
    flat = configuration.isPlain ? ParameterLayout(configuration) : nil
    rotary = configuration.rotary.frequencies(size: configuration.turningSize)
    localRotary = configuration.localRotary?.frequencies(size: configuration.turningSize)
  }

  /// The places of the parameters in one flat run of numbers, in which they are trained.
  ///
  /// - Precondition: this is a plain Llama.
  public var layout: ParameterLayout {
    guard let flat else { preconditionFailure("only a plain Llama has a flat layout") }
    return flat
  }

  /// Runs `batch` through all layers and the final norm; the normed rows are left in
  /// `workspace.normed`.
  ///
  /// - Parameter caches: where the keys and values of each window's earlier positions stand and the
  ///   batch's own are added; none where every window begins in the batch.
  public func forward<Weights: DecoderWeights & ~Escapable>(
    _ batch: DecoderBatch, weights: borrowing Weights, caches: [KeyValueCache] = [],
    workspace: DecoderWorkspace
  ) {
    precondition(batch.rows <= workspace.rows)
    precondition(caches.isEmpty ? batch.isWhole : caches.count == batch.windows.count)
    let (rows, hidden) = (batch.rows, configuration.hiddenSize)
    turn(batch, workspace: workspace)
    let entering = workspace.stream(enteringLayer: 0)
    weights.embed(batch.tokens.span, into: &entering.values, arithmetic)
    if configuration.embeddingScale != 1 {
      arithmetic.scale(count: rows * hidden, by: configuration.embeddingScale, &entering.values)
    }
    for index in 0..<configuration.layers {
      forwardAttention(index, batch, weights: weights, caches: caches, workspace: workspace)
      forwardFeedForward(index, rows: rows, weights: weights, workspace: workspace)
    }
    normResult(ofLayers: configuration.layers, rows: rows, weights: weights, workspace: workspace)
  }

  /// The final norm of the stream as it leaves the first `layers` layers, into `workspace.normed`.
  ///
  /// - Precondition: the workspace keeps that stream.
  func normResult<Weights: DecoderWeights & ~Escapable>(
    ofLayers layers: Int, rows: Int, weights: borrowing Weights, workspace: DecoderWorkspace
  ) {
    let last = workspace.stream(enteringLayer: layers)
    weights.withVector(.finalNorm) { weight in
      arithmetic.forwardNorm(
        rows: rows, columns: configuration.hiddenSize, epsilon: configuration.normEpsilon,
        x: last.values, weight: weight, into: &workspace.normed, inverse: &workspace.inverse)
    }
  }

  /// Logits of `rows` rows of the normed stream, from row `first` on.
  public func logits<Weights: DecoderWeights & ~Escapable>(
    first: Int, rows: Int, weights: borrowing Weights, workspace: DecoderWorkspace,
    into logits: inout Buffer<Float>
  ) {
    weights.multiply(
      rows: rows, workspace.normed, from: first * configuration.hiddenSize, by: .head,
      into: &logits, scratch: &workspace.scratch, arithmetic)
  }

  /// The angles of every row's position.
  private func turn(_ batch: DecoderBatch, workspace: DecoderWorkspace) {
    arithmetic.rotaryAngles(
      positions: batch.positions.span, rotary, into: &workspace.angles)
    if let localRotary {
      arithmetic.rotaryAngles(
        positions: batch.positions.span, localRotary, into: &workspace.localAngles)
    }
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
