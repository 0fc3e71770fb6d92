import CandorCore

/// Reads a tokenizer from the JSON of its two files, strictly.
struct TokenizerReader {
  let file: String
  let root: JSONObject
  let configurationFile: String
  let configuration: JSONObject

  func tokenizer() throws -> Tokenizer {
    for field in ["truncation", "padding", "normalizer"] { try refuse(root, field) }
    for field in ["add_prefix_space", "add_eos_token"]
    where try configuration.optionalBool(field, in: configurationFile) == true {
      throw unsupported(field, in: configurationFile)
    }
    let preTokenizer = try preTokenizer()
    let model = try model(isWordList: preTokenizer == .words)
    let tokens = try TokenTable(
      model: model.object("vocab", in: file), added: root.optionalArray("added_tokens", in: file),
      isWordList: preTokenizer == .words, file: file)
    let begin = try specialToken("bos_token", tokens)
    guard let end = try specialToken("eos_token", tokens) else {
      throw CandorError(
        .unsupported, "the end-of-text token is not named",
        at: .init(file: configurationFile, field: "eos_token"))
    }
    let starts = try startsWithBeginOfText(begin, tokens)
    if let adds = try configuration.optionalBool("add_bos_token", in: configurationFile),
      adds != starts
    {
      throw unsupported("add_bos_token", in: configurationFile)
    }
    let vocabulary = try Vocabulary(
      tokens: tokens.bytes, special: tokens.special, beginOfText: begin, endOfText: end,
      startsWithBeginOfText: starts, preTokenizer: preTokenizer)
    if preTokenizer == .words { return .wordList(try wordList(vocabulary, model)) }
    return .bytePair(
      try BytePairTokenizer(
        vocabulary: vocabulary, merges: try merges(model, tokens), preTokenizer: preTokenizer,
        prefersWholeWords: model.optionalBool("ignore_merges", in: file) ?? false))
  }

  private func preTokenizer() throws -> PreTokenizer {
    let object = try root.object("pre_tokenizer", in: file)
    let decoder = try root.object("decoder", in: file)
    if object == TokenizerFile.wordsSplit {
      guard decoder == TokenizerFile.wordsDecoder else { throw unsupported("decoder") }
      return .words
    }
    guard decoder["type"] == "ByteLevel" else { throw unsupported("decoder") }
    if isByteLevel(.object(object)) { return .pattern }
    guard object["type"] == "Sequence", object.count == 2,
      let steps = try object.optionalArray("pretokenizers", in: file), steps.count == 2,
      steps[0] == .object(TokenizerFile.digits), isByteLevel(steps[1])
    else { throw unsupported("pre_tokenizer") }
    return .singleDigits
  }

  /// `trim_offsets` concerns offsets only.
  private func isByteLevel(_ value: JSONValue) -> Bool {
    guard case .object(var object) = value else { return false }
    object["trim_offsets"] = true
    if object["use_regex"] == nil { object["use_regex"] = true }
    return object == TokenizerFile.byteLevel
  }

  private func model(isWordList: Bool) throws -> JSONObject {
    let model = try root.object("model", in: file)
    guard model["type"] == "BPE" else { throw unsupported("model.type") }
    let known = [
      "type", "dropout", "unk_token", "continuing_subword_prefix", "end_of_word_suffix",
      "fuse_unk", "byte_fallback", "ignore_merges", "vocab", "merges",
    ]
    for (key, _) in model.members where !known.contains(key) { throw unsupported("model.\(key)") }
    try refuse(model, "dropout", prefix: "model.")
    for key in ["continuing_subword_prefix", "end_of_word_suffix"] where model[key] != "" {
      try refuse(model, key, prefix: "model.")
    }
    let fallsBack = try model.optionalBool("byte_fallback", in: file) ?? false
    guard fallsBack == isWordList else { throw unsupported("model.byte_fallback") }
    return model
  }

  private func merges(_ model: JSONObject, _ tokens: TokenTable) throws -> [TokenPair] {
    let list = try model.array("merges", in: file)
    guard list.count <= Vocabulary.limit else {
      throw CandorError(
        .limitExceeded, "\(list.count) merges are more than \(Vocabulary.limit)",
        at: .init(file: file, field: "model.merges"))
    }
    return try list.enumerated().map { rank, merge in
      let sides: [JSONValue] =
        switch merge {
        case .array(let sides): sides
        case .string(let text):
          text.split(separator: " ", omittingEmptySubsequences: false).map { .string(String($0)) }
        default: []
        }
      guard sides.count == 2, case .string(let first) = sides[0],
        case .string(let second) = sides[1]
      else {
        throw CandorError(
          .malformed, "merge \(rank) is no pair of tokens",
          at: .init(file: file, field: "model.merges"))
      }
      return TokenPair(
        try tokens.ordinary(first, inMerge: rank), try tokens.ordinary(second, inMerge: rank))
    }
  }

  private func wordList(
    _ vocabulary: Vocabulary, _ model: JSONObject
  ) throws -> WordListTokenizer {
    guard try model.array("merges", in: file).isEmpty else { throw unsupported("model.merges") }
    guard model["ignore_merges"] == true else { throw unsupported("model.ignore_merges") }
    let names = vocabulary.special.map { vocabulary.name(of: $0) }
    let begins = vocabulary.beginOfText != nil
    let tokenizer = try WordListTokenizer(
      words: vocabulary.tokens.dropFirst(names.count + 256).map {
        String(decoding: $0, as: UTF8.self)
      },
      special: SpecialTokens(
        beginOfText: begins ? names.first : nil,
        endOfText: names.dropFirst(begins ? 1 : 0).first ?? "",
        others: Array(names.dropFirst(begins ? 2 : 1))))
    let own = tokenizer.vocabulary
    guard own.tokens == vocabulary.tokens, own.special == vocabulary.special,
      own.beginOfText == vocabulary.beginOfText, own.endOfText == vocabulary.endOfText,
      own.startsWithBeginOfText == vocabulary.startsWithBeginOfText
    else {
      throw CandorError(
        .unsupported, "the tokens are not special tokens, bytes and words in this order",
        at: .init(file: file, field: "model.vocab"))
    }
    return tokenizer
  }

  private func refuse(_ object: JSONObject, _ field: String, prefix: String = "") throws {
    if let value = object[field], value != .null { throw unsupported(prefix + field) }
  }

  func unsupported(_ field: String, in place: String? = nil) -> CandorError {
    CandorError(
      .unsupported, "this kind of tokenizer cannot be read: unknown setting",
      hint: "byte-level BPE with GPT-2's pattern and Candor's own word lists can be read",
      at: .init(file: place ?? file, field: field))
  }
}
