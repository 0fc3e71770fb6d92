import CCandorKernels
import CandorCore

/// Logits as probabilities (numerics 2, 5).
extension Arithmetic {
  /// Replaces the first `count` numbers by softmax: y = exp(x − maximum), y / Σ y, the sum in the
  /// order of numerics 2.
  ///
  /// - Precondition: no number is NaN or +∞, and at least one is finite.
  public func softmax(_ x: inout Buffer<Float>, count: Int) {
    let total = exponentiate(&x, count: count)
    var numbers = x.mutableSpan
    for index in 0..<count { numbers[index] /= total }
  }

  /// Replaces the first `count` numbers by exp((x − maximum) / temperature).
  ///
  /// - Precondition: as for `softmax`; the temperature is above 0.
  /// - Returns: their sum in the order of numerics 2, at least 1.
  public func exponentiate(
    _ x: inout Buffer<Float>, count: Int, temperature: Float = 1
  ) -> Float {
    precondition(count > 0 && x.count >= count)
    let largest = x.span[argmax(x.span.extracting(..<count))]
    var numbers = x.mutableSpan
    for index in 0..<count { numbers[index] = (numbers[index] - largest) / temperature }
    let y = unsafe numbers.writable
    unsafe kernels.exp(count, y, y)
    return unsafe kernels.sum(count, y)
  }

  /// log softmax(logits)[index], by the operations of the training loss.
  public func logProbability(of index: Int, logits: Span<Float>) -> Float {
    precondition(logits.indices.contains(index))
    return unsafe -kernels.cross_entropy(logits.count, logits.readable, index, nil)
  }
}

extension Double {
  /// eˣ, by the function of numerics 9 and not the platform's.
  public var exponential: Double { ck_exp64(self) }
}
