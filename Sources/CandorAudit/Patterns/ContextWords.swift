/// Words of which one must stand shortly before a pattern that alone would prove too little.
struct ContextWords: Sendable {
  private let words: [[UInt8]]

  private let reach: Int

  /// - Parameters:
  ///   - words: in lower case.
  ///   - reach: how far back is looked, in bytes.
  init(_ words: String..., reach: Int = 48) {
    self.words = words.map { Array($0.utf8) }
    self.reach = reach
  }

  /// Whether one of the words begins in the bytes before `position`; the case of ASCII letters does
  /// not count. It must not continue a longer word.
  func stand(before position: Int, in text: Span<UInt8>) -> Bool {
    for start in max(0, position - reach)..<max(0, position)
    where start == 0 || !ByteSet.letters.contains(text[start - 1]) {
      for word in words where isWord(word, at: start, in: text) { return true }
    }
    return false
  }

  private func isWord(_ word: [UInt8], at start: Int, in text: Span<UInt8>) -> Bool {
    guard word.count <= text.count - start else { return false }
    for index in word.indices {
      let byte = text[start + index]
      let lower = ByteSet.capitals.contains(byte) ? byte | 0x20 : byte
      if lower != word[index] { return false }
    }
    return true
  }
}
