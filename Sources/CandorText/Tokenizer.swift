import CandorCore

/// Text to token ids and back, by one of the kinds of tokenizer that Candor trains or reads.
public enum Tokenizer: Sendable {
  case bytePair(BytePairTokenizer)
  case wordList(WordListTokenizer)

  /// Encodes text; the bytes need not be UTF-8.
  ///
  /// - Parameters:
  ///   - special: what the name of a special token in `text` means; nothing, by default.
  ///   - addBeginOfText: begins the ids with `beginOfText`, if there is one.
  public func encode(
    _ text: [UInt8], special: SpecialTokenReading = .asText, addBeginOfText: Bool = false
  ) -> [Int32] {
    switch self {
    case .bytePair(let tokenizer):
      tokenizer.encode(text, special: special, addBeginOfText: addBeginOfText)
    case .wordList(let tokenizer):
      tokenizer.encode(text, special: special, addBeginOfText: addBeginOfText)
    }
  }

  /// Encodes the UTF-8 bytes of `text`.
  public func encode(
    _ text: String, special: SpecialTokenReading = .asText, addBeginOfText: Bool = false
  ) -> [Int32] {
    encode(Array(text.utf8), special: special, addBeginOfText: addBeginOfText)
  }

  /// The bytes that `ids` write: without special tokens, exactly those that were encoded. Ids
  /// outside the vocabulary write nothing.
  public func decode(_ ids: [Int32], special: SpecialTokenWriting = .omitted) -> [UInt8] {
    vocabulary.decode(ids, special: special)
  }

  /// How many tokens there are; the ids are 0 ..< `vocabularySize`.
  public var vocabularySize: Int { vocabulary.tokens.count }

  /// The token that documents begin with, if any.
  public var beginOfText: Int32? { vocabulary.beginOfText }

  /// The token that documents end with.
  public var endOfText: Int32 { vocabulary.endOfText }

  /// The bytes that one token writes (for a special token, its name); nil outside the vocabulary.
  public func bytes(of id: Int32) -> [UInt8]? {
    vocabulary.tokens.indices.contains(Int(id)) ? vocabulary.tokens[Int(id)] : nil
  }

  var vocabulary: Vocabulary {
    switch self {
    case .bytePair(let tokenizer): tokenizer.vocabulary
    case .wordList(let tokenizer): tokenizer.vocabulary
    }
  }
}
