import CandorTensors

/// Feed-forward layers of which each row takes a few.
public struct Experts: Sendable, Hashable {
  public var routing: ExpertRouting
  /// Whether a learned bias takes part in the choice.
  public var hasBias: Bool
  /// Width of one expert.
  public var feedForwardSize: Int
  /// Width of what all rows take besides; 0 for none.
  public var sharedSize: Int
  /// The layers before this one have a feed-forward layer of the common kind.
  public var firstLayer: Int
}
