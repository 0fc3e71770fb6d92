import CCandorKernels

/// The learning rate of each step: integers decide where a phase begins and ends, binary64
/// arithmetic and Candor's own cosine give the fraction, and one rounding makes the binary32 rate.
public struct Schedule: Sendable, Hashable {
  public enum Kind: String, CaseIterable, Sendable {
    /// Linear warm-up, then half a cosine from the peak to the final rate.
    case cosine
    /// Linear warm-up, a constant rate, then a linear decay over the last steps (WSD).
    case wsd
  }

  public var kind: Kind
  /// Steps in the whole run.
  public var steps: Int
  /// Steps until the peak is reached; step `warmupSteps − 1` is the first at the peak.
  public var warmupSteps: Int
  /// The last steps, which decay (WSD only).
  public var decaySteps: Int
  /// Peak learning rate.
  public var learningRate: Double
  /// The last step's rate as a fraction of the peak.
  public var finalFraction: Double

  public init(
    kind: Kind, steps: Int, warmupSteps: Int, decaySteps: Int, learningRate: Double,
    finalFraction: Double
  ) {
    self.kind = kind
    self.steps = steps
    self.warmupSteps = warmupSteps
    self.decaySteps = decaySteps
    self.learningRate = learningRate
    self.finalFraction = finalFraction
  }

  /// The rate of `step`, counted from zero.
  public func learningRate(step: Int) -> Float {
    Float(learningRate * fraction(step: step))
  }

  private func fraction(step: Int) -> Double {
    if step < warmupSteps { return Double(step + 1) / Double(warmupSteps) }
    switch kind {
    case .cosine:
      // From 1 at the end of the warm-up to `finalFraction` at the last step.
      let span = max(steps - 1 - warmupSteps, 1)
      let progress = Double(min(step - warmupSteps, span)) / Double(span)
      let wave = (1 + ck_cos64(3.141592653589793 * progress)) / 2
      return finalFraction + (1 - finalFraction) * wave
    case .wsd:
      let decayStart = steps - decaySteps
      if step < decayStart { return 1 }
      let progress = Double(step - decayStart + 1) / Double(decaySteps)
      return 1 - (1 - finalFraction) * progress
    }
  }
}
