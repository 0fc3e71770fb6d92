/// The properties of characters that patterns and stages of tokenizers ask for, pinned.
enum UnicodeProperty {
  /// In the order of the numbers in `UnicodeSets.categories`.
  private static let categories = [
    "Cn", "Cc", "Cf", "Co", "Cs", "Ll", "Lm", "Lo", "Lt", "Lu", "Mc", "Me", "Mn", "Nd", "Nl", "No",
    "Pc", "Pd", "Pe", "Pf", "Pi", "Po", "Ps", "Sc", "Sk", "Sm", "So", "Zl", "Zp", "Zs",
  ]

  static let whitespace = ScalarSet(runs: UnicodeSets.whitespace)
  /// `\w` of a pattern.
  static let word = ScalarSet(runs: UnicodeSets.onigWord)
  /// `\w` around added tokens and of the step `Whitespace`.
  static let addedTokenWord = ScalarSet(runs: UnicodeSets.word)
  /// The characters of the step `Digits`.
  static let numeric = ScalarSet(runs: UnicodeSets.numeric)
  /// The characters of the step `Punctuation`.
  static let punctuation = ScalarSet(runs: UnicodeSets.punctuation)

  /// The set of `\p{name}`: a general category (`L`, `Lu`) or a script; nil for other names.
  static func named(_ name: String) -> ScalarSet? {
    switch name {
    case "Han": return ScalarSet(runs: UnicodeSets.han)
    case "Hiragana": return ScalarSet(runs: UnicodeSets.hiragana)
    case "Katakana": return ScalarSet(runs: UnicodeSets.katakana)
    case "Hangul": return ScalarSet(runs: UnicodeSets.hangul)
    default: break
    }
    let wanted = categories.map { $0 == name || name.utf8.count == 1 && $0.hasPrefix(name) }
    guard wanted.contains(true) else { return nil }
    var place = 0
    var ranges: [ClosedRange<Int>] = []
    for run in CompactNumbers(UnicodeSets.categories) {
      let end = place + run / wanted.count
      if wanted[run % wanted.count] { ranges.append(place...end - 1) }
      place = end
    }
    return ScalarSet(ranges)
  }
}
