/// Where text of a model without pre-tokenizer may be cut without changing a token.
///
/// SentencePiece's models see a whole text as one piece, with `▁` for each space. Whatever a join
/// makes is a token; so between two characters that are neighbours in no token, no join crosses.
/// Before a `▁` that is nearly everywhere.
enum IndependentPieces {
  private static let mark = 0x2581
  /// More characters than this before a `▁` within tokens, and cutting is not worth it.
  private static let mostExceptions = 100

  /// nil if there is nothing to gain.
  static func splitter(for vocabulary: Vocabulary) throws -> Splitter? {
    guard vocabulary.token(utf8(of: [mark])) != nil else { return nil }
    var before: Set<Int> = []
    let lead = utf8(of: [mark])[0]
    vocabulary.forEachOrdinary { _, token in
      guard token.dropFirst().contains(lead) else { return }
      let characters = scalars(of: Array(token))
      for (first, second) in zip(characters, characters.dropFirst())
      where second == mark && first != mark {
        before.insert(first)
      }
    }
    guard before.count <= mostExceptions else { return nil }
    let marks = ScalarSet(mark...mark)
    let exceptions = before.reduce(ScalarSet.empty) { $0.union(ScalarSet($1...$1)) }
    func run(_ set: ScalarSet, from least: Int) -> Pattern {
      .repetition(.set(set), from: least, to: Pattern.unbounded, isLazy: false)
    }
    // ▁*(?:[^▁]*[exceptions]▁+)*[^▁]*
    let bridges = Pattern.sequence([
      run(marks.complement, from: 0), .set(exceptions), run(marks, from: 1),
    ])
    let piece = Pattern.sequence([
      run(marks, from: 0),
      .repetition(bridges, from: 0, to: Pattern.unbounded, isLazy: false),
      run(marks.complement, from: 0),
    ])
    return Splitter(
      scanner: try PatternScanner(piece, source: "▁*(?:[^▁]*…▁+)*[^▁]*"), behavior: .isolated)
  }
}
