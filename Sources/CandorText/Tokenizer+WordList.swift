import CandorCore

extension Tokenizer {
  /// A closed list of words, with single bytes for everything else.
  ///
  /// Text is cut into pieces: a run of letters, any other single character that is not white space
  /// (each with the one space before it, if there is one), or one character of white space. A piece
  /// in the list is one token. Any other piece is spelled: each character that is in the list is
  /// that token, each other one becomes its UTF-8 bytes. So any bytes round-trip.
  ///
  /// A word is written with the space before it: ` walks` is one token within a sentence, and a word
  /// that also begins a line needs `Anna` besides ` Anna`. Digits need no second form: where ` 4` is
  /// not in the list, ` ` and `4` are used.
  ///
  /// The special tokens are numbered first, then the bytes 0...255, then `words`, in this order.
  ///
  /// - Throws: `usage` for a word that occurs twice or is no single piece, so that no text would
  ///   ever use it; as `SpecialTokens` for their names.
  public init(words: [String], special: SpecialTokens = SpecialTokens()) throws {
    guard words.count <= Vocabulary.limit / 2 else {
      throw CandorError(
        .limitExceeded, "\(words.count) words are more than \(Vocabulary.limit / 2)")
    }
    let pattern = #"[ ]?\p{L}+|[ ]?[^\s\p{L}]|\s"#
    let hasBegin = special.beginOfText != nil
    let stages = try TokenizerStages(
      [
        "normalizer": nil, "pre_tokenizer": TokenizerStages.Phrase.split(pattern),
        "post_processor": TokenizerStages.Phrase.template(
          begin: special.beginOfText.map { ($0, 0) }),
        "decoder": ["type": "Sequence", "decoders": [["type": "ByteFallback"], ["type": "Fuse"]]],
      ], vocabularySize: special.names.count + 256 + words.count)
    let added = try special.tokens(cutBy: stages.preTokenizer)
    try Self.check(words, stages.preTokenizer)
    let vocabulary = try Vocabulary(
      special.names.map { (Array($0.utf8), .hidden) }
        + (0...255).map { (ByteToken.name($0), .ordinary) }
        + words.map { (Array($0.utf8), .ordinary) })
    let model = try BytePairModel(
      vocabulary: vocabulary, alphabet: .characters, merges: [],
      options: .init(prefersWholePieces: true, fallsBackToBytes: true),
      bytes: ByteToken.tokens(in: vocabulary))
    self.init(
      vocabulary: vocabulary, addedTokens: added, stages: stages, model: .bytePair(model),
      beginOfText: hasBegin ? 0 : nil, endOfText: hasBegin ? 1 : 0)
  }

  private static func check(_ words: [String], _ preTokenizer: PreTokenizer) throws {
    var table = WordTable()
    for (index, word) in words.enumerated() {
      let bytes = Array(word.utf8)
      var pieces = Pieces(bytes, beginsText: true)
      preTokenizer.apply(to: &pieces)
      guard pieces.ends.count == 1 else {
        throw CandorError(
          .usage, "`\(word)` is not one word",
          hint: "a word is letters or one other character, with at most one space before")
      }
      guard table.insert(bytes) == index else {
        throw CandorError(.usage, "the word `\(word)` occurs twice")
      }
    }
  }
}
