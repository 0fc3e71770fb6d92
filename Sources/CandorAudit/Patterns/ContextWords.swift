/// Words of which one must stand shortly before a pattern that alone would prove too little.
struct ContextWords: Sendable {
  private let words: [[UInt8]]
  private let reach: Int
  private let isStrict: Bool

  /// - Parameters:
  ///   - words: in lower case.
  ///   - reach: how far back is looked, in bytes.
  ///   - isStrict: whether a word must stand in the pattern's line and end where it ends; else it may
  ///     begin a longer one.
  init(_ words: String..., reach: Int = 48, isStrict: Bool = false) {
    self.words = words.map { Array($0.utf8) }
    self.reach = reach
    self.isStrict = isStrict
  }

  /// Whether one of the words begins in the bytes before `position`; the case of ASCII letters does
  /// not count. It must not continue a longer word.
  func stand(before position: Int, in text: Span<UInt8>) -> Bool {
    var first = max(0, position - reach)
    if isStrict { first = text.runStart(of: Self.line, before: position, limit: reach) }
    for start in first..<max(first, position)
    where start == 0 || !ByteSet.letters.contains(text[start - 1]) {
      for word in words where isWord(word, at: start, in: text) { return true }
    }
    return false
  }

  private static let line = ByteSet("\n").inverted

  private func isWord(_ word: [UInt8], at start: Int, in text: Span<UInt8>) -> Bool {
    guard word.count <= text.count - start,
      !isStrict || !ByteSet.letters.contains(text.byte(start + word.count))
    else { return false }
    for index in word.indices {
      let byte = text[start + index]
      let lower = ByteSet.capitals.contains(byte) ? byte | 0x20 : byte
      if lower != word[index] { return false }
    }
    return true
  }
}
