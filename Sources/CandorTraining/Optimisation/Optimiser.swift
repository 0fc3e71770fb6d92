import CandorCore
import CandorModels
import CandorTensors

/// AdamW with clipping by the global norm (numerics 10).
public struct Optimiser: Sendable, Hashable {
  public var beta1: Float
  public var beta2: Float
  public var epsilon: Float
  /// Decay of matrices; vectors have none.
  public var weightDecay: Float
  /// Largest norm of the mean gradient.
  public var clip: Float

  public init(beta1: Float, beta2: Float, epsilon: Float, weightDecay: Float, clip: Float) {
    self.beta1 = beta1
    self.beta2 = beta2
    self.epsilon = epsilon
    self.weightDecay = weightDecay
    self.clip = clip
  }

  /// √Σ g² / tokens over all tensors in their order, rounded once to binary32.
  public func norm(
    _ gradients: borrowing Buffer<Float>, layout: ParameterLayout, tokens: Int,
    arithmetic: Arithmetic
  ) -> Float {
    var total = 0.0
    for slot in layout.slots {
      total = arithmetic.squareSum(gradients, range: slot.range, from: total)
    }
    return Float(total.squareRoot() / Double(tokens))
  }

  /// 1 / (1 − beta^t), beta^t by repeated multiplication in binary64.
  static func correction(_ beta: Float, steps: Int) -> Float {
    var power = 1.0
    // After some hundred or thousand steps the power no longer changes 1 − power.
    for _ in 0..<steps where power > 1e-20 { power *= Double(beta) }
    return Float(1 / (1 - power))
  }

  /// Takes one step with the summed gradient of `tokens` tokens, whose mean has norm `norm`.
  public func step(
    _ state: TrainingState, gradients: borrowing Buffer<Float>, tokens: Int, norm: Float,
    learningRate: Float, arithmetic: Arithmetic
  ) {
    let mean = 1 / Float(tokens)
    let step = AdamWStep(
      learningRate: learningRate, beta1: beta1, beta2: beta2, epsilon: epsilon,
      correction1: Self.correction(beta1, steps: state.step + 1),
      correction2: Self.correction(beta2, steps: state.step + 1),
      gradientScale: norm > clip ? mean * (clip / norm) : mean)
    for slot in state.layout.slots {
      arithmetic.adamW(
        step, weightDecay: slot.isMatrix ? weightDecay : 0, range: slot.range,
        gradient: gradients, firstMoment: &state.firstMoment, secondMoment: &state.secondMoment,
        parameters: &state.parameters)
    }
    state.step += 1
  }
}
