import CandorTensors

/// How fast heads turn with the position.
public struct RotaryConfiguration: Sendable, Hashable {
  public var base: Double
  public var scaling: RotaryScaling

  public init(base: Double, scaling: RotaryScaling = .none) {
    self.base = base
    self.scaling = scaling
  }

  /// The frequencies of a head of which `size` numbers turn.
  public func frequencies(size: Int) -> RotaryFrequencies {
    RotaryFrequencies(size: size, base: base, scaling: scaling)
  }
}
