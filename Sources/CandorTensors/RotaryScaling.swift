import CCandorKernels

/// How a model's rotary frequencies were changed to reach further than it was first trained for
/// (numerics 3). Everything is binary64 until a frequency is rounded.
public enum RotaryScaling: Sendable, Hashable {
  case none
  /// Every frequency divided by the same factor.
  case linear(factor: Double)
  /// Llama 3.1: slow frequencies divided, fast ones kept, and a ramp between.
  case llama3(factor: Double, lowFactor: Double, highFactor: Double, originalContext: Int)
  /// YaRN (Peng et al., 2023).
  case yarn(Yarn)
  /// A divisor for each pair.
  case divisors([Float])

  public struct Yarn: Sendable, Hashable {
    public var factor: Double
    public var originalContext: Int
    /// Turns within the original context from which on a pair is kept, and up to which it is divided.
    public var fastTurns = 32.0
    public var slowTurns = 1.0
    /// What sines and cosines are multiplied by.
    public var amplitude: Double
    /// Whether the ramp begins and ends at whole pairs.
    public var truncates = true

    public init(factor: Double, originalContext: Int, amplitude: Double? = nil) {
      self.factor = factor
      self.originalContext = originalContext
      self.amplitude = amplitude ?? Self.magnitude(factor: factor, 1)
    }

    /// 0.1 · scale · log(factor) + 1, or 1 where nothing is stretched.
    public static func magnitude(factor: Double, _ scale: Double) -> Double {
      factor <= 1 ? 1 : 0.1 * scale * ck_log64(factor) + 1
    }
  }
}

extension RotaryFrequencies {
  /// - Parameter size: numbers that turn in a head; even.
  public init(size: Int, base: Double, scaling: RotaryScaling = .none) {
    let plain = Self.unscaled(size: size, base: base)
    switch scaling {
    case .none:
      self.init(values: plain.map { Float($0) })
    case .linear(let factor):
      self.init(values: plain.map { Float($0 / factor) })
    case .llama3(let factor, let low, let high, let context):
      self.init(
        values: plain.map {
          let turns = Double(context) * $0 / (2 * Self.pi)
          if turns < low { return Float($0 / factor) }
          if turns > high { return Float($0) }
          let share = (turns - low) / (high - low)
          return Float((1 - share) * ($0 / factor) + share * $0)
        })
    case .yarn(let yarn):
      self.init(
        values: Self.ramped(plain, yarn, size: size, base: base), amplitude: Float(yarn.amplitude))
    case .divisors(let divisors):
      precondition(divisors.count == plain.count)
      self.init(values: zip(plain, divisors).map { Float($0 / Double($1)) })
    }
  }

  /// Divisors of the frequencies of this base that give these ones, to the accuracy of binary32.
  public func divisors(base: Double) -> [Float] {
    zip(Self.unscaled(size: size, base: base), values).map { plain, value in
      let nearest = Float(plain / Double(value))
      let whole = nearest.rounded()
      return Float(plain / Double(whole)) == value ? whole : nearest
    }
  }

  private static let pi = 3.141592653589793

  private static func ramped(
    _ plain: [Double], _ yarn: RotaryScaling.Yarn, size: Int, base: Double
  ) -> [Float] {
    /// The pair, as a fraction, that turns so often within the original context.
    func pair(turning turns: Double) -> Double {
      Double(size) * ck_log64(Double(yarn.originalContext) / (turns * 2 * pi))
        / (2 * ck_log64(base))
    }
    var (low, high) = (pair(turning: yarn.fastTurns), pair(turning: yarn.slowTurns))
    if yarn.truncates { (low, high) = (low.rounded(.down), high.rounded(.up)) }
    (low, high) = (max(low, 0), min(high, Double(size - 1)))
    if low == high { high += 0.001 }
    return plain.enumerated().map { index, frequency in
      let ramp = min(max((Double(index) - low) / (high - low), 0), 1)
      return Float(frequency / yarn.factor * ramp + frequency * (1 - ramp))
    }
  }
}
