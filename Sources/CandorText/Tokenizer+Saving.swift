import CandorCore
import SystemPackage

extension Tokenizer {
  /// Writes `tokenizer.json` and `tokenizer_config.json`, which Hugging Face `tokenizers` and
  /// transformers' `AutoTokenizer` load.
  ///
  /// Their ids are those of `encode(_:special: .asTokens, addBeginOfText: true)` with, and without
  /// begin of text for `add_special_tokens=False`. The bytes depend on the tokenizer alone.
  ///
  /// - Parameter contextLength: the longest input of the model, in tokens, for the configuration.
  /// - Throws: `inputOutput`.
  public func save(folder: FilePath, contextLength: Int? = nil) throws {
    try FileSystem.createDirectory(folder)
    try AtomicFile.write(file.pretty(), to: folder.appending(TokenizerFile.name))
    try AtomicFile.write(
      configuration(contextLength: contextLength).pretty(),
      to: folder.appending(TokenizerFile.configurationName))
  }

  private var file: JSONValue {
    [
      "version": "1.0",
      "truncation": nil,
      "padding": nil,
      "added_tokens": .array(vocabulary.special.map(addedToken)),
      "normalizer": nil,
      "pre_tokenizer": .object(preTokenizer),
      "post_processor": postProcessor,
      "decoder": .object(decoder),
      "model": model,
    ]
  }

  private func configuration(contextLength: Int?) -> JSONValue {
    var configuration: JSONObject = ["tokenizer_class": "PreTrainedTokenizerFast"]
    configuration["bos_token"] = beginOfText.map { .string(vocabulary.name(of: $0)) }
    configuration["eos_token"] = .string(vocabulary.name(of: endOfText))
    configuration["clean_up_tokenization_spaces"] = false
    configuration["model_max_length"] = contextLength.map { .integer(Int64($0)) }
    return .object(configuration)
  }

  private func addedToken(_ id: Int32) -> JSONValue {
    [
      "id": .integer(Int64(id)), "content": .string(vocabulary.name(of: id)),
      "single_word": false, "lstrip": false, "rstrip": false, "normalized": false,
      "special": true,
    ]
  }

  private var preTokenizer: JSONObject {
    switch self {
    case .wordList: TokenizerFile.wordsSplit
    case .bytePair(let tokenizer) where tokenizer.preTokenizer == .singleDigits:
      [
        "type": "Sequence",
        "pretokenizers": [.object(TokenizerFile.digits), .object(TokenizerFile.byteLevel)],
      ]
    case .bytePair: TokenizerFile.byteLevel
    }
  }

  /// Puts the begin-of-text token before each text.
  private var postProcessor: JSONValue {
    guard vocabulary.startsWithBeginOfText, let beginOfText else { return nil }
    let name = JSONValue.string(vocabulary.name(of: beginOfText))
    func begin(_ type: Int64) -> JSONValue {
      ["SpecialToken": ["id": name, "type_id": .integer(type)]]
    }
    func text(_ id: String, _ type: Int64) -> JSONValue {
      ["Sequence": ["id": .string(id), "type_id": .integer(type)]]
    }
    return [
      "type": "TemplateProcessing",
      "single": [begin(0), text("A", 0)],
      "pair": [begin(0), text("A", 0), begin(1), text("B", 1)],
      "special_tokens": [
        vocabulary.name(of: beginOfText): [
          "id": name, "ids": [.integer(Int64(beginOfText))], "tokens": [name],
        ]
      ],
    ]
  }

  private var decoder: JSONObject {
    switch self {
    case .bytePair: TokenizerFile.byteLevelDecoder
    case .wordList: TokenizerFile.wordsDecoder
    }
  }

  private var model: JSONValue {
    let (isWordList, prefersWholeWords, merges) =
      switch self {
      case .bytePair(let tokenizer): (false, tokenizer.prefersWholeWords, tokenizer.merges)
      case .wordList: (true, true, [])
      }
    var names = JSONObject()
    for id in vocabulary.tokens.indices { names[name(of: id)] = .integer(Int64(id)) }
    return [
      "type": "BPE", "dropout": nil, "unk_token": nil, "continuing_subword_prefix": nil,
      "end_of_word_suffix": nil, "fuse_unk": false, "byte_fallback": .bool(isWordList),
      "ignore_merges": .bool(prefersWholeWords), "vocab": .object(names),
      "merges": .array(
        merges.map { pair in
          .array([.string(name(of: Int(pair.first))), .string(name(of: Int(pair.second)))])
        }),
    ]
  }

  /// How a token is written in the file.
  private func name(of id: Int) -> String {
    switch self {
    case .bytePair where !vocabulary.isSpecial(id):
      return ByteAlphabet.string(vocabulary.tokens[id])
    case .wordList(let tokenizer) where 0..<256 ~= id - tokenizer.firstByte:
      return TokenizerFile.byteName(UInt8(id - tokenizer.firstByte))
    default: return vocabulary.name(of: Int32(id))
    }
  }
}
