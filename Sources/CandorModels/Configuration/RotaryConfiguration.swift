import CandorTensors

/// How fast heads turn with the position.
public struct RotaryConfiguration: Sendable, Hashable {
  public var base: Double

  public init(base: Double) {
    self.base = base
  }

  /// The frequencies of a head of which `size` numbers turn.
  public func frequencies(size: Int) -> RotaryFrequencies {
    RotaryFrequencies(size: size, base: base)
  }
}
