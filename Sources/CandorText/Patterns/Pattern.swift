/// A regular expression of the kind that tokenizers split text with.
///
/// Alternatives and repetitions prefer as backtracking engines do: the first alternative that leads
/// to a match, then as many repetitions as possible (or as few, if lazy).
indirect enum Pattern: Sendable {
  case set(ScalarSet)
  case sequence([Pattern])
  case choice([Pattern])
  case repetition(Pattern, from: Int, to: Int, isLazy: Bool)
  /// Matches nothing, where the next character is in the set, or where the text ends.
  case next(ScalarSet, orEnd: Bool)

  /// No upper bound of a repetition.
  static let unbounded = Int.max

  /// These characters, one after another.
  static func literal(_ text: String) -> Pattern {
    .sequence(text.unicodeScalars.map { .set(ScalarSet($0)) })
  }
}
