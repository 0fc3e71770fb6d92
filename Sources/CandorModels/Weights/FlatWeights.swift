import CandorCore
import CandorTensors

/// The weights of a plain Llama in one flat run of numbers, packed for each product: for training,
/// which changes them all the time.
public struct FlatWeights: DecoderWeights, ~Escapable {
  let layout: ParameterLayout
  let numbers: Span<Float>

  @_lifetime(copy numbers)
  public init(_ numbers: Span<Float>, layout: ParameterLayout) {
    precondition(numbers.count >= layout.extent)
    self.layout = layout
    self.numbers = numbers
  }

  public func embed(
    _ tokens: Span<Int32>, into rows: inout Buffer<Float>, _ arithmetic: Arithmetic
  ) {
    arithmetic.gather(
      tokens, columns: layout.embedding.shape[1], from: numbers[layout.embedding], into: &rows)
  }

  public func withVector(_ tensor: DecoderTensor, _ body: (Span<Float>) -> Void) {
    body(numbers[layout[tensor]])
  }

  public func multiply(
    rows: Int, _ x: borrowing Buffer<Float>, from first: Int, stride: Int?,
    by tensor: DecoderTensor, part: Int, into y: inout Buffer<Float>, at start: Int,
    outputStride: Int?, scratch: inout Scratch, _ arithmetic: Arithmetic
  ) {
    precondition(stride == nil && outputStride == nil && part == 0, "a plain Llama has no gaps")
    let slot = layout[tensor]
    arithmetic.forwardLinear(
      rows: rows, inputs: slot.shape[1], outputs: slot.shape[0], x: x, from: first,
      weight: numbers[slot], into: &y, at: start, scratch: &scratch)
  }
}
