/// What random numbers are for: the last counter word, so that no two uses share a number.
///
/// The values are part of the numerics contract; a new purpose takes a new number.
public enum RandomPurpose: UInt32, Sendable, CaseIterable {
  /// Initial weights.
  case initialisation = 1
  /// The order of training sequences.
  case dataOrder = 2
  /// The choice of the next token.
  case sampling = 3
  /// Data that a program invents.
  case generator = 4
  /// The segments that a verifier replays.
  case spotCheck = 5
}
