import CandorCore

/// Byte-level byte-pair encoding: any bytes become ids and the ids the same bytes again.
///
/// Text is cut into pieces by a `PreTokenizer`; in each piece, which starts as single bytes, the
/// neighbouring pair that comes first in the list of merges is joined (the leftmost, if it occurs
/// twice), until no pair is in the list. The ids equal those of Hugging Face `tokenizers` for the
/// `tokenizer.json` that this type is read from or saved as.
public struct BytePairTokenizer: Sendable {
  let vocabulary: Vocabulary
  let preTokenizer: PreTokenizer
  /// The pairs in the order in which they are joined.
  let merges: [TokenPair]
  /// Whether a piece that is a token is that token, however its merges would go.
  let prefersWholeWords: Bool

  /// For a pair in the list, its rank in the upper and the joined token in the lower 32 bits, so
  /// that the lesser value is the earlier merge.
  let joins: PairTable
  /// The token of each byte.
  let byteTokens: [Int32]
  /// The pieces that become one token, and those tokens by the pieces' numbers.
  private(set) var wholeWords = WordTable()
  private(set) var wholeWordTokens: [Int32] = []

  /// - Throws: `malformed` for a byte without token, two tokens of the same bytes, or a merge whose
  ///   result is no token.
  init(
    vocabulary: Vocabulary, merges: [TokenPair], preTokenizer: PreTokenizer,
    prefersWholeWords: Bool = false
  ) throws {
    var ordinary = WordTable()
    var ordinaryTokens: [Int32] = []
    for (id, bytes) in vocabulary.tokens.enumerated() where !vocabulary.isSpecial(id) {
      let number = ordinary.insert(bytes)
      guard number == ordinaryTokens.count else {
        throw CandorError(.malformed, "tokens \(ordinaryTokens[number]) and \(id) are the same")
      }
      ordinaryTokens.append(Int32(id))
    }
    byteTokens = try (0...255).map { (byte: UInt8) in
      guard let number = ordinary.number(of: [byte]) else {
        throw CandorError(.malformed, "no token stands for the byte \(byte)")
      }
      return ordinaryTokens[number]
    }
    var joins = PairTable(minimumCapacity: merges.count)
    for (rank, pair) in merges.enumerated() {
      let bytes = vocabulary.tokens[Int(pair.first)] + vocabulary.tokens[Int(pair.second)]
      guard let number = ordinary.number(of: bytes) else {
        throw CandorError(
          .malformed, "merge \(rank) makes `\(ByteAlphabet.string(bytes))`, which is no token")
      }
      joins.update(pair, to: UInt64(rank) << 32 | UInt64(ordinaryTokens[number]))
    }
    self.vocabulary = vocabulary
    self.merges = merges
    self.preTokenizer = preTokenizer
    self.prefersWholeWords = prefersWholeWords
    self.joins = joins
    try findWholeWords(among: ordinaryTokens)
  }

  /// Encodes text; the bytes need not be UTF-8.
  ///
  /// - Complexity: O(n) but for pieces of more than 64 bytes, O(n log n) in their length.
  public func encode(
    _ text: [UInt8], special: SpecialTokenReading = .asText, addBeginOfText: Bool = false
  ) -> [Int32] {
    var encoder = BytePairEncoder(self)
    return encoder.encode(text, special: special, addBeginOfText: addBeginOfText)
  }

  /// The bytes that `ids` write. Ids outside the vocabulary write nothing.
  public func decode(_ ids: [Int32], special: SpecialTokenWriting = .omitted) -> [UInt8] {
    vocabulary.decode(ids, special: special)
  }

  private mutating func findWholeWords(among tokens: [Int32]) throws {
    var encoder = BytePairEncoder(self)
    var (words, wordTokens) = (WordTable(), [Int32]())
    for id in tokens {
      let bytes = vocabulary.tokens[Int(id)]
      if !prefersWholeWords {
        guard bytes.count <= BytePairEncoder.longestRememberedWord else { continue }
        var ids: [Int32] = []
        encoder.encodeWord(0..<bytes.count, of: bytes.span, into: &ids)
        guard ids == [id] else { continue }
      }
      if words.insert(bytes) == wordTokens.count { wordTokens.append(id) }
    }
    wholeWords = words
    wholeWordTokens = wordTokens
  }
}
