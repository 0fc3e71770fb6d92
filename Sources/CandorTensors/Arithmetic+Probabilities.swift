import CCandorKernels
import CandorCore

/// Logits as probabilities (numerics 2, 5).
extension Arithmetic {
  /// Replaces the first `count` numbers by softmax: y = exp(x − maximum), y / Σ y, the sum in the
  /// order of numerics 2.
  ///
  /// - Precondition: no number is NaN or +∞, and at least one is finite.
  public func softmax(_ x: inout Buffer<Float>, count: Int) {
    precondition(count > 0 && x.count >= count)
    let largest = x.span[argmax(x.span.extracting(..<count))]
    var numbers = x.mutableSpan
    for index in 0..<count { numbers[index] -= largest }
    let y = unsafe numbers.writable
    unsafe kernels.exp(count, y, y)
    let total = unsafe kernels.sum(count, y)
    for index in 0..<count { numbers[index] /= total }
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
