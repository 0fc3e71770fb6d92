import CandorCore
import CandorTensors

/// Where the forward pass takes its weights from: packed once, when a model is only used, or a flat
/// run of numbers that change with every step, when it is trained. Both give the same bits.
public protocol DecoderWeights: ~Escapable {
  /// The embeddings of `tokens`, one row each.
  func embed(_ tokens: Span<Int32>, into rows: inout Buffer<Float>, _ arithmetic: Arithmetic)

  /// Lends a vector that the decoder has.
  func withVector(_ tensor: DecoderTensor, _ body: (Span<Float>) -> Void)

  /// y[row, o] = Σ_i x[row, i] · W[o, i]. A tied head is the embedding.
  ///
  /// - Parameters:
  ///   - first, stride: where the rows of x begin and how far apart they are; nil for no gaps.
  ///   - part: which of the tensor's matrices, where it is several.
  ///   - start, outputStride: the same of y.
  func multiply(
    rows: Int, _ x: borrowing Buffer<Float>, from first: Int, stride: Int?,
    by tensor: DecoderTensor, part: Int, into y: inout Buffer<Float>, at start: Int,
    outputStride: Int?, scratch: inout Scratch, _ arithmetic: Arithmetic)

  /// Two products of the same rows.
  func multiply(
    rows: Int, _ x: borrowing Buffer<Float>, by tensors: (DecoderTensor, DecoderTensor),
    into y: inout Buffer<Float>, _ z: inout Buffer<Float>, scratch: inout Scratch,
    _ arithmetic: Arithmetic)
}

extension DecoderWeights where Self: ~Escapable {
  /// Two products of the same rows.
  public func multiply(
    rows: Int, _ x: borrowing Buffer<Float>, by tensors: (DecoderTensor, DecoderTensor),
    into y: inout Buffer<Float>, _ z: inout Buffer<Float>, scratch: inout Scratch,
    _ arithmetic: Arithmetic
  ) {
    multiply(rows: rows, x, by: tensors.0, into: &y, scratch: &scratch, arithmetic)
    multiply(rows: rows, x, by: tensors.1, into: &z, scratch: &scratch, arithmetic)
  }

  /// The same for rows without gaps.
  func multiply(
    rows: Int, _ x: borrowing Buffer<Float>, from first: Int = 0, by tensor: DecoderTensor,
    part: Int = 0, into y: inout Buffer<Float>, scratch: inout Scratch, _ arithmetic: Arithmetic
  ) {
    multiply(
      rows: rows, x, from: first, stride: nil, by: tensor, part: part, into: &y, at: 0,
      outputStride: nil, scratch: &scratch, arithmetic)
  }
}
