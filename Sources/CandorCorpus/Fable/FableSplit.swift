/// Which documents a generator makes. The splits draw different random numbers.
public enum FableSplit: UInt32, Sendable, CaseIterable {
  /// What the model learns from.
  case training = 0
  /// The same distribution as training, other documents: to choose worlds and settings by, and to
  /// watch a training run.
  case development = 1
  /// Stories whose final answer puts a person in the one place where training never asks for them.
  case combinations = 2
  /// The same distribution again, for the figures of a finished model. Nothing is chosen by it.
  case heldOut = 3
}
