import CandorCore
import CandorTensors

/// Where the forward pass takes its weights from: packed once, when a model is only used, or a flat
/// run of numbers that change with every step, when it is trained. Both give the same bits.
public protocol DecoderWeights: ~Escapable {
  /// The embeddings of `tokens`, one row each.
  func embed(_ tokens: Span<Int32>, into rows: inout Buffer<Float>, _ arithmetic: Arithmetic)

  /// Lends a vector that the decoder has.
  func withVector(_ tensor: DecoderTensor, _ body: (Span<Float>) -> Void)

  /// y[row, o] = Σ_i x[row, i] · W[o, i], with rows of x from `first` and rows of y from `start` on,
  /// both without gaps. A tied head is the embedding.
  func multiply(
    rows: Int, _ x: borrowing Buffer<Float>, from first: Int, by tensor: DecoderTensor,
    into y: inout Buffer<Float>, at start: Int, scratch: inout Scratch, _ arithmetic: Arithmetic)
}
