/// Which documents a generator makes. The splits draw different random numbers.
public enum FableSplit: UInt32, Sendable, CaseIterable {
  /// What the model learns from.
  case training = 0
  /// The same distribution as training; other documents.
  case heldOut = 1
  /// Stories whose final answer puts a person in the one place where training never asks for them.
  case combinations = 2
}
