/// Finds added tokens in text, from left to right and longest first, as Hugging Face does.
struct AddedTokenFinder: Sendable {
  private var trie = ByteTrie()
  private let tokens: [AddedToken]

  /// - Parameter name: the form in which a token's name is looked for.
  init(_ tokens: [AddedToken], name: (AddedToken) -> [UInt8]) {
    self.tokens = tokens
    for (index, token) in tokens.enumerated() { trie.insert(name(token), Int32(index)) }
  }

  /// A part of a text: an added token, or what lies between two.
  enum Stretch {
    case token(Int32)
    case text(Range<Int>)
  }

  /// Walks through `text`: calls `body` for each token that is read as such and for each stretch of
  /// text between them that is not empty.
  ///
  /// A special token that is not read as such hides what it overlaps, as in Hugging Face. Where
  /// `reading` trusts parts of the text, no name outside of them is a token, special or not (but for
  /// white space), and none hides anything.
  ///
  /// - Complexity: O(n · longest name); O(n) where few places begin a name.
  func split(
    _ text: Span<UInt8>, _ reading: SpecialTokenReading, _ body: (Stretch) -> Void
  ) {
    let trustsParts = if case .asTokensWithin = reading { true } else { false }
    var (start, position) = (0, 0)
    while !trie.isEmpty, position < text.count {
      var (end, found) = (position, Int32(-1))
      trie.forEachPrefix(of: text, from: position, to: text.count) {
        if trustsParts, !tokens[Int($1)].isBlank, !reading.reads(position..<$0) { return }
        (end, found) = ($0, $1)
      }
      guard found >= 0 else {
        position += 1
        continue
      }
      let match = position..<end
      position = end
      let added = tokens[Int(found)]
      if added.isSpecial && !reading.reads(match)
        || added.isSingleWord && touchesWord(match, in: text)
      {
        continue
      }
      var (left, right) = (match.lowerBound, match.upperBound)
      if added.stripsLeft {
        while left > start, let before = Self.characterStart(before: left, in: text),
          before >= start, isSpace(text, at: before)
        {
          left = before
        }
      }
      if added.stripsRight {
        while right < text.count, isSpace(text, at: right) {
          right += characterLength(in: text, at: right)
        }
      }
      if start < left { body(.text(start..<left)) }
      body(.token(added.id))
      start = right
    }
    if start < text.count { body(.text(start..<text.count)) }
  }

  private func touchesWord(_ match: Range<Int>, in text: Span<UInt8>) -> Bool {
    func isWord(_ start: Int) -> Bool {
      UnicodeProperty.addedTokenWord.contains(Self.codePoint(in: text, at: start))
    }
    if match.upperBound < text.count, isWord(match.upperBound) { return true }
    return Self.characterStart(before: match.lowerBound, in: text).map(isWord) ?? false
  }

  private func isSpace(_ text: Span<UInt8>, at start: Int) -> Bool {
    UnicodeProperty.whitespace.contains(Self.codePoint(in: text, at: start))
  }

  private static func codePoint(in text: Span<UInt8>, at start: Int) -> Int {
    let first = text[start]
    if first < 0x80 { return Int(first) }
    return decodeScalar(in: text, at: start)?.codePoint ?? ScalarSet.malformedByte
  }

  private static func characterStart(before end: Int, in text: Span<UInt8>) -> Int? {
    guard end > 0 else { return nil }
    for length in 1...4 where length <= end {
      let start = end - length
      if text[start] & 0xC0 != 0x80 {
        return characterLength(in: text, at: start) == length ? start : end - 1
      }
    }
    return end - 1
  }
}
