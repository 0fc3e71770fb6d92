import CandorCore

/// A text that is looked for in an index: its words, in the form of the index and in their own.
struct TracedText {
  struct Word {
    /// In `tokens`, without the byte behind it.
    var token: Range<Int>
    /// In the text.
    var original: Range<Int>
  }

  let tokens: [UInt8]
  let words: [Word]

  init(_ text: [UInt8]) {
    var form = TokenText()
    form.append(text.span)
    let tokens = form.bytes
    let kinds = CharacterKinds.pinned
    var ranges: [Range<Int>] = []
    var start = 0
    for index in tokens.indices where tokens[index] <= TokenText.space {
      if index > start, kinds.isWord(tokens.rawBytes, at: start) { ranges.append(start..<index) }
      start = index + 1
    }
    let gaps = (try? DocumentTable.gaps(in: form.gaps.span)) ?? []
    let places = OriginalPlaces.find(
      ranges.flatMap { [$0.lowerBound, $0.upperBound - 1] }, in: tokens.span, gaps: gaps)
    words = ranges.enumerated().map { index, token in
      Word(token: token, original: places[2 * index]..<places[2 * index + 1] + 1)
    }
    self.tokens = tokens
  }

  /// Some words in the form of the index, and what stands between them.
  func pattern(_ range: Range<Int>) -> [UInt8] {
    Array(
      tokens[
        words[range.lowerBound].token.lowerBound..<words[range.upperBound - 1].token.upperBound])
  }
}
