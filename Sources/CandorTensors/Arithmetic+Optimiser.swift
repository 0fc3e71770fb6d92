import CCandorKernels
import CandorCore

/// The numbers of one AdamW step, computed once and used for every parameter (numerics 10).
public struct AdamWStep: Sendable, Hashable {
  public var learningRate: Float
  public var beta1: Float
  public var beta2: Float
  public var epsilon: Float
  /// 1 / (1 − beta^t) for the step's number t, counted from one.
  public var correction1: Float
  public var correction2: Float
  /// What the summed gradient is multiplied by: 1 / tokens, and the clipping factor.
  public var gradientScale: Float

  public init(
    learningRate: Float, beta1: Float, beta2: Float, epsilon: Float, correction1: Float,
    correction2: Float, gradientScale: Float
  ) {
    self.learningRate = learningRate
    self.beta1 = beta1
    self.beta2 = beta2
    self.epsilon = epsilon
    self.correction1 = correction1
    self.correction2 = correction2
    self.gradientScale = gradientScale
  }
}

extension Arithmetic {
  /// One AdamW step on `range` of the parameters, which share `weightDecay`.
  public func adamW(
    _ step: AdamWStep, weightDecay: Float, range: Range<Int>, gradient: borrowing Buffer<Float>,
    firstMoment: inout Buffer<Float>, secondMoment: inout Buffer<Float>,
    parameters: inout Buffer<Float>
  ) {
    let end = range.upperBound
    precondition(range.lowerBound >= 0 && parameters.count >= end && gradient.count >= end)
    precondition(firstMoment.count >= end && secondMoment.count >= end)
    let arguments = ck_adamw_t(
      learning_rate: step.learningRate, beta1: step.beta1, beta2: step.beta2,
      one_minus_beta1: 1 - step.beta1, one_minus_beta2: 1 - step.beta2,
      correction1: step.correction1, correction2: step.correction2, epsilon: step.epsilon,
      weight_decay: weightDecay, gradient_scale: step.gradientScale)
    let (gradient, parameters) = unsafe (gradient.readable, parameters.writable)
    let (first, second) = unsafe (firstMoment.writable, secondMoment.writable)
    forEachShare(of: range.count, grain: 4096) { share in
      let start = range.lowerBound + share.lowerBound
      var arguments = arguments
      unsafe kernels.adamw(
        share.count, &arguments, gradient + start, first + start, second + start,
        parameters + start)
    }
  }

  /// Elements that are summed together before binary64 takes over.
  public static let squareSumChunk = 4096

  /// Σ x² over `range`: chunks of 4,096 elements in the order of numerics 2, then their sums in ascending order
  /// in binary64, continuing from `start`.
  public func squareSum(
    _ x: borrowing Buffer<Float>, range: Range<Int>, from start: Double = 0
  ) -> Double {
    precondition(range.lowerBound >= 0 && range.upperBound <= x.count)
    let (chunk, count) = (Self.squareSumChunk, range.count)
    let chunks = (count + chunk - 1) / chunk
    let x = unsafe x.readable + range.lowerBound
    var sums = [Float](repeating: 0, count: chunks)
    var span = sums.mutableSpan
    let partial = unsafe span.writable
    forEachShare(of: chunks, grain: 1) { share in
      for index in share {
        let part = unsafe x + index * chunk
        unsafe partial[index] = unsafe kernels.dot(min(chunk, count - index * chunk), part, part)
      }
    }
    return sums.reduce(start) { $0 + Double($1) }
  }
}
