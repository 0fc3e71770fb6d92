import CandorCore

/// The stages of a tokenizer around its model, as a `tokenizer.json` writes them and made ready.
struct TokenizerStages: Sendable {
  static let names = ["normalizer", "pre_tokenizer", "post_processor", "decoder"]
  /// Steps that each double a text would fill the memory.
  private static let mostGrowth = 1000.0

  /// The members `names` of the file.
  let description: JSONObject
  let normalizer: Normalizer?
  let preTokenizer: PreTokenizer
  let postProcessor: PostProcessor
  let decoder: TokenDecoder
  /// Whether pieces are spelled in bytes and tokens written in `ByteAlphabet`.
  let isByteLevel: Bool

  /// - Throws: `unsupported` for a stage that is not understood, `malformed` for its settings.
  init(_ description: JSONObject, vocabularySize: Int, file: String? = nil) throws {
    func stage(_ name: String) throws -> StageSettings? {
      try StageSettings(description[name], file: file, field: name)
    }
    self.description = description
    normalizer = try stage("normalizer").map(Normalizer.init)
    let cutter = try stage("pre_tokenizer")
    preTokenizer = try cutter.map(PreTokenizer.init) ?? .none
    isByteLevel = try cutter.map(Self.endsInBytes) ?? false
    postProcessor =
      try stage("post_processor").map {
        try PostProcessor($0, vocabularySize: vocabularySize)
      } ?? PostProcessor()
    decoder = try stage("decoder").map(TokenDecoder.init) ?? TokenDecoder()
    for (name, growth) in [("normalizer", normalizer?.growth ?? 1), ("decoder", decoder.growth)] {
      guard growth <= Self.mostGrowth else {
        throw CandorError(
          .limitExceeded, "a byte of text may become more than \(Int(Self.mostGrowth))",
          at: .init(file: file, field: name))
      }
    }
    guard decoder.isByteLevel == isByteLevel else {
      throw CandorError(
        .unsupported, "a decoder that does not undo the pre-tokenizer cannot be read",
        at: .init(file: file, field: "decoder"))
    }
  }

  /// Whether the last step is `ByteLevel`; one before the last is refused, for what follows it would
  /// see bytes in place of characters.
  private static func endsInBytes(_ stage: StageSettings) throws -> Bool {
    if try stage.type == "ByteLevel" { return true }
    guard try stage.type == "Sequence" else { return false }
    let steps = try stage.stages("pretokenizers").map { (try endsInBytes($0), $0) }
    if let (_, early) = steps.dropLast().first(where: \.0) {
      throw early.unsupported("`ByteLevel` before another step")
    }
    return steps.last?.0 ?? false
  }
}

extension TokenizerStages {
  /// Common stages, in the words of a `tokenizer.json`.
  enum Phrase {
    static let digits: JSONValue = ["type": "Digits", "individual_digits": true]

    /// Hugging Face writes the pre-tokenizer's settings for the decoder too, where none has a meaning.
    static let byteLevelDecoder: JSONValue = [
      "type": "ByteLevel", "add_prefix_space": true, "trim_offsets": true, "use_regex": true,
    ]

    static func byteLevel(usesPattern: Bool) -> JSONValue {
      [
        "type": "ByteLevel", "add_prefix_space": false, "trim_offsets": true,
        "use_regex": .bool(usesPattern),
      ]
    }

    static func split(_ pattern: String, _ behavior: String = "Isolated") -> JSONValue {
      [
        "type": "Split", "pattern": ["Regex": .string(pattern)], "behavior": .string(behavior),
        "invert": false,
      ]
    }

    static func sequence(_ steps: [JSONValue]) -> JSONValue {
      ["type": "Sequence", "pretokenizers": .array(steps)]
    }

    /// Puts tokens before and after each text.
    static func template(
      begin: (name: String, id: Int32)?, end: (name: String, id: Int32)? = nil
    ) -> JSONValue {
      guard begin != nil || end != nil else { return nil }
      func special(_ token: (name: String, id: Int32)?, _ type: Int64) -> [JSONValue] {
        token.map { [["SpecialToken": ["id": .string($0.name), "type_id": .integer(type)]]] } ?? []
      }
      func text(_ id: String, _ type: Int64) -> [JSONValue] {
        special(begin, type)
          + [["Sequence": ["id": .string(id), "type_id": .integer(type)]]] + special(end, type)
      }
      var tokens = JSONObject()
      for token in [begin, end].compactMap(\.self) {
        tokens[token.name] = [
          "id": .string(token.name), "ids": [.integer(Int64(token.id))],
          "tokens": [.string(token.name)],
        ]
      }
      return [
        "type": "TemplateProcessing", "single": .array(text("A", 0)),
        "pair": .array(text("A", 0) + text("B", 1)), "special_tokens": .object(tokens),
      ]
    }
  }
}
