import CandorCore

/// Learns the merges of a byte-level tokenizer from text.
///
/// The result depends on the documents alone (not even on their order), never on threads, hash
/// seeds or the machine. It equals what Hugging Face's `BpeTrainer` learns from the same documents
/// with the full byte alphabet:
/// - Tokens are numbered: special tokens, the 256 bytes in the order of their characters in GPT-2's
///   byte alphabet, then one token for each merge.
/// - The most frequent pair is joined next; of equally frequent ones, the pair with the lesser
///   first id, then with the lesser second id.
/// - Learning ends when the vocabulary is full or no pair occurs `minimumFrequency` times.
public struct BytePairTrainer: Sendable {
  private let vocabularySize: Int
  private let minimumFrequency: Int
  private let special: SpecialTokens
  private let stages: TokenizerStages
  private let added: [AddedToken]
  private var words = WordCounts()

  /// - Parameter vocabularySize: how many tokens to end with, special tokens included.
  /// - Throws: `usage` if the vocabulary has no room for the special tokens and the 256 bytes, or
  ///   two special tokens have one name; `malformed` if one could be a word of text.
  public init(
    vocabularySize: Int, minimumFrequency: Int = 2, special: SpecialTokens = SpecialTokens()
  ) throws {
    let smallest = special.names.count + 256
    guard (smallest...Vocabulary.limit).contains(vocabularySize) else {
      throw CandorError(
        .usage, "a vocabulary of \(vocabularySize) tokens cannot be trained",
        hint: "choose \(smallest) (special tokens and bytes) to \(Vocabulary.limit)")
    }
    self.vocabularySize = vocabularySize
    self.minimumFrequency = max(1, minimumFrequency)
    self.special = special
    // Every digit alone, then GPT-2's pattern between the digits: small models add better so.
    stages = try TokenizerStages(
      [
        "normalizer": nil,
        "pre_tokenizer": TokenizerStages.Phrase.sequence([
          TokenizerStages.Phrase.digits, TokenizerStages.Phrase.byteLevel(usesPattern: true),
        ]),
        "post_processor": TokenizerStages.Phrase.template(
          begin: special.beginOfText.map { ($0, 0) }),
        "decoder": TokenizerStages.Phrase.byteLevelDecoder,
      ], vocabularySize: vocabularySize)
    added = try special.tokens(cutBy: stages.preTokenizer)
  }

  /// Counts the words of a document.
  public mutating func add(_ document: [UInt8]) {
    words.add(document, preTokenizer: stages.preTokenizer)
  }

  /// Counts the words of many documents on the threads of `pool`.
  ///
  /// - Memory: one table of distinct words for each of up to four shares per thread.
  public mutating func add(_ documents: [[UInt8]], on pool: WorkerPool) {
    let shares = min(documents.count, pool.threads * 4)
    let counted = Shares(count: shares)
    let preTokenizer = stages.preTokenizer
    pool.run(shares) { share in
      var words = WordCounts()
      let size = documents.count
      for index in size * share / shares..<size * (share + 1) / shares {
        words.add(documents[index], preTokenizer: preTokenizer)
      }
      counted[share] = words
    }
    for share in 0..<shares { words.add(counted[share]) }
  }

  /// Learns the merges.
  public func train() throws -> Tokenizer {
    var tokens = special.names.map { Array($0.utf8) }
    let firstByte = tokens.count
    tokens += ByteAlphabet.bytesByCharacter.map { [$0] }
    var byteTokens = [Int32](repeating: 0, count: 256)
    for (index, byte) in ByteAlphabet.bytesByCharacter.enumerated() {
      byteTokens[Int(byte)] = Int32(firstByte + index)
    }
    var learner = MergeLearner(words, byteTokens: byteTokens)
    let merges = learner.learn(
      &tokens, from: firstByte, upTo: vocabularySize, minimumFrequency: minimumFrequency)
    let vocabulary = try Vocabulary(
      tokens.enumerated().map { ($0.element, $0.offset < firstByte ? .hidden : .ordinary) })
    let model = try BytePairModel(
      vocabulary: vocabulary, alphabet: .bytes, merges: merges, options: .init())
    let hasBegin = special.beginOfText != nil
    return Tokenizer(
      vocabulary: vocabulary, addedTokens: added, stages: stages, model: .bytePair(model),
      beginOfText: hasBegin ? 0 : nil, endOfText: hasBegin ? 1 : 0)
  }
}
