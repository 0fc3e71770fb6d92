import CandorCore

/// The tokens of a block as numbers that are in the order of the tokens' bytes.
///
/// The end of each document is a number of its own, smaller than all tokens and the greater the later
/// the document; so comparisons end with a document, and what is equal up to there is in the order of
/// the text.
struct TokenNumbers: ~Copyable {
  /// For each token and each document's end.
  let numbers: Buffer<UInt32>
  /// Where each word begins in the text; ``none`` for symbols and ends of documents.
  let starts: Buffer<UInt32>
  /// All numbers are smaller.
  let alphabet: Int

  static let none = UInt32.max

  /// - Parameter text: whole documents in the form of `TokenText`, fewer than 2³² − 1 bytes.
  init(_ text: RawSpan, kinds: CharacterKinds = .pinned) {
    var size = 0
    var documents = 0
    Self.forEachToken(text) { _, _, word in
      size += 1
      if word == nil { documents += 1 }
    }
    var numbers = Buffer<UInt32>(count: size, repeating: 0)
    var starts = Buffer<UInt32>(count: size, repeating: Self.none)
    var numberSpan = numbers.mutableSpan
    var startSpan = starts.mutableSpan
    var table = TokenTable()
    var (index, ended) = (0, 0)
    Self.forEachToken(text) { start, length, word in
      if let word {
        let token = table.insert(start, length, word, text)
        numberSpan[index] = UInt32(documents + token)
        if table.isWord(token) { startSpan[index] = UInt32(start) }
      } else {
        numberSpan[index] = UInt32(ended)
        ended += 1
      }
      index += 1
    }
    let ranks = table.ranks(in: text)
    for index in 0..<size where numberSpan[index] >= documents {
      numberSpan[index] = UInt32(documents) + ranks[Int(numberSpan[index]) - documents]
    }
    alphabet = documents + ranks.count
    self.numbers = numbers
    self.starts = starts
  }

  /// Hands over each token: where it begins, its length with its end, and its first eight bytes, less
  /// what follows it; and each end of a document, without those.
  @inline(__always)
  private static func forEachToken(_ text: RawSpan, _ body: (Int, Int, UInt64?) -> Void) {
    var start = 0
    while start < text.byteCount {
      var word = text.littleEndianWord(at: start)
      var length = 0
      while true {
        let end = TokenWord.end(of: word)
        if end < 8 {
          length += end + 1
          break
        }
        length += 8
        word = text.littleEndianWord(at: start + length)
      }
      let last = text.littleEndianWord(at: start + length - 1) & 0xFF
      if length > 1 {
        body(start, length, TokenWord.clipped(text.littleEndianWord(at: start), to: length))
      }
      start += length
      if last == TokenText.documentEnd { body(start - 1, 1, nil) }
    }
  }
}

/// Eight bytes of text, the first the least significant.
enum TokenWord {
  private static let ones: UInt64 = 0x0101_0101_0101_0101
  private static let tops: UInt64 = 0x8080_8080_8080_8080

  /// The index of the first byte of at most 0x20; 8 if there is none.
  @inline(__always)
  static func end(of word: UInt64) -> Int {
    ((word &- 0x21 &* ones) & ~word & tops).trailingZeroBitCount >> 3
  }

  /// The index of the first byte 0; 8 if there is none.
  @inline(__always)
  static func zero(of word: UInt64) -> Int {
    ((word &- ones) & ~word & tops).trailingZeroBitCount >> 3
  }

  /// How many of the bytes are ``TokenText/joint``.
  @inline(__always)
  static func joints(in word: UInt64) -> Int {
    let others = word ^ (UInt64(TokenText.joint) &* ones)
    let isOther = (((others & ~tops) &+ ~tops) | others) & tops
    return Int(truncatingIfNeeded: (((tops & ~isOther) >> 7) &* ones) >> 56)
  }

  /// The first `count` bytes, the others 0.
  @inline(__always)
  static func clipped(_ word: UInt64, to count: Int) -> UInt64 {
    count >= 8 ? word : word & ((1 << UInt64(8 * count)) &- 1)
  }
}
