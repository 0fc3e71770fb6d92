import CandorCore

extension Tokenizer {
  /// Makes the tokenizer of a GGUF file.
  ///
  /// For `gpt2` the ids are those of the `tokenizer.json` of the model's family; for `llama` those
  /// of SentencePiece. Control tokens are hidden from text, user-defined ones are always found.
  ///
  /// - Throws: `unsupported` for a model or a rule that is not known, by name; `malformed` for
  ///   values that contradict each other. The field is the key of the file.
  public init(_ metadata: TokenizerMetadata) throws {
    let count = metadata.tokens.count
    guard 1...Vocabulary.limit ~= count else {
      throw Self.malformed("\(count) tokens are not from 1 to \(Vocabulary.limit)", "tokens")
    }
    guard metadata.types.isEmpty || metadata.types.count == count else {
      throw Self.malformed("\(metadata.types.count) types for \(count) tokens", "token_type")
    }
    let ids = try [
      ("bos", metadata.beginOfText), ("eos", metadata.endOfText), ("unknown", metadata.unknown),
    ].map { role, id in
      guard let id, !(0..<count ~= id) else { return id.map { Int32($0) } }
      throw Self.malformed("\(id) is not from 0 to \(count - 1)", "\(role)_token_id")
    }
    guard let end = ids[1] else {
      throw CandorError(
        .unsupported, "the end-of-text token is not named",
        at: .init(field: "tokenizer.ggml.eos_token_id"))
    }
    switch metadata.model {
    case "gpt2": try self.init(bytePairs: metadata, begin: ids[0], end: end)
    case "llama": try self.init(sentencePiece: metadata, begin: ids[0], end: end, unknown: ids[2])
    default:
      throw CandorError(
        .unsupported, "the tokenizer `\(metadata.model)` cannot be read",
        hint: "known are gpt2 and llama", at: .init(field: "tokenizer.ggml.model"))
    }
  }

  private init(bytePairs metadata: TokenizerMetadata, begin: Int32?, end: Int32) throws {
    let family = try SplittingFamily.named(metadata.pre)
    let vocabulary = try located("tokens") {
      var bytes: [UInt8] = []
      return try metadata.vocabulary { id, name, vocabulary in
        bytes.removeAll(keepingCapacity: true)
        if metadata.type(of: id) == .normal, ByteAlphabet.append(bytesOf: name, to: &bytes) {
          try vocabulary.append(bytes.span, .ordinary)
        } else {
          try vocabulary.append(name.span, .hidden)
        }
      }
    }
    let model = try located("merges") {
      try BytePairModel(
        vocabulary: vocabulary, alphabet: .bytes, merges: metadata.pairs(vocabulary),
        options: .init(prefersWholePieces: family.prefersWholePieces))
    }
    let stages = try TokenizerStages(
      [
        "normalizer": family.normalizer,
        "pre_tokenizer": TokenizerStages.Phrase.sequence(family.steps),
        "post_processor": metadata.template(begin, end, addsBegin: family.addsBeginOfText),
        "decoder": TokenizerStages.Phrase.byteLevelDecoder,
      ], vocabularySize: vocabulary.count)
    self.init(
      vocabulary: vocabulary, addedTokens: metadata.addedTokens, stages: stages,
      model: .bytePair(model), beginOfText: begin, endOfText: end)
  }

  private init(
    sentencePiece metadata: TokenizerMetadata, begin: Int32?, end: Int32, unknown: Int32?
  ) throws {
    let vocabulary = try located("tokens") {
      try metadata.vocabulary { id, name, vocabulary in
        try vocabulary.append(name.span, metadata.type(of: id) == .normal ? .ordinary : .hidden)
      }
    }
    var bytes = [Int32](repeating: -1, count: 256)
    for (id, name) in metadata.tokens.enumerated() where metadata.type(of: id) == .byte {
      if let byte = ByteToken.byte(named: Array(name)) { bytes[Int(byte)] = Int32(id) }
    }
    let model = try located("scores") {
      try BytePairModel(
        vocabulary: vocabulary, scores: metadata.scores,
        options: .init(unknown: unknown, fusesUnknown: true, fallsBackToBytes: !bytes.contains(-1)),
        bytes: bytes)
    }
    let prefixes = metadata.addsSpacePrefix ?? true
    let mark: JSONValue = "\u{2581}"
    let spaces: JSONValue = ["type": "Replace", "pattern": ["String": " "], "content": mark]
    let marks: JSONValue = ["type": "Replace", "pattern": ["String": mark], "content": " "]
    let stages = try TokenizerStages(
      [
        "normalizer": [
          "type": "Sequence",
          "normalizers": .array(
            (prefixes ? [["type": "Prepend", "prepend": mark]] : []) + [spaces]),
        ],
        "pre_tokenizer": nil,
        "post_processor": metadata.template(begin, end, addsBegin: true),
        "decoder": [
          "type": "Sequence",
          "decoders": .array(
            [marks, ["type": "ByteFallback"], ["type": "Fuse"]]
              + (prefixes ? [["type": "Strip", "content": " ", "start": 1, "stop": 0]] : [])),
        ],
      ], vocabularySize: vocabulary.count)
    self.init(
      vocabulary: vocabulary, addedTokens: metadata.addedTokens, stages: stages,
      model: .bytePair(model), beginOfText: begin, endOfText: end)
  }

  fileprivate static func malformed(_ message: String, _ key: String) -> CandorError {
    CandorError(.malformed, message, at: .init(field: "tokenizer.ggml.\(key)"))
  }
}

extension TokenizerMetadata {
  fileprivate func type(of id: Int) -> TokenType {
    types.isEmpty ? .normal : TokenType(rawValue: types[id]) ?? .unused
  }

  fileprivate var addedTokens: [AddedToken] {
    tokens.indices.compactMap { id in
      let type = type(of: id)
      guard type == .control || type == .unknown || type == .userDefined else { return nil }
      return AddedToken(
        id: Int32(id), name: String(decoding: tokens[id], as: UTF8.self),
        isSpecial: type != .userDefined)
    }
  }

  /// What `append` adds for each id and name.
  fileprivate func vocabulary(
    _ append: (Int, ArraySlice<UInt8>, inout Vocabulary) throws -> Void
  ) throws -> Vocabulary {
    var vocabulary = Vocabulary(capacity: tokens.count, bytes: tokens.byteCount)
    for (id, name) in tokens.enumerated() { try append(id, name, &vocabulary) }
    return vocabulary
  }

  /// The merges as pairs of ids.
  fileprivate func pairs(_ vocabulary: Vocabulary) throws -> [TokenPair] {
    guard merges.count <= Vocabulary.limit else {
      throw Tokenizer.malformed(
        "\(merges.count) merges are more than \(Vocabulary.limit)", "merges")
    }
    var bytes: [UInt8] = []
    func token(_ name: ArraySlice<UInt8>) -> Int32? {
      bytes.removeAll(keepingCapacity: true)
      guard ByteAlphabet.append(bytesOf: name, to: &bytes) else { return nil }
      return vocabulary.token(0..<bytes.count, of: bytes.span)
    }
    return try merges.enumerated().map { rank, merge in
      // A second space belongs to no byte.
      guard let space = merge.firstIndex(of: 0x20), let first = token(merge[..<space]),
        let second = token(merge[(space + 1)...])
      else {
        let text = String(decoding: merge, as: UTF8.self)
        throw Tokenizer.malformed("merge \(rank), `\(text)`, is no pair of tokens", "merges")
      }
      return TokenPair(first, second)
    }
  }

  fileprivate func template(_ begin: Int32?, _ end: Int32, addsBegin: Bool) -> JSONValue {
    func named(_ id: Int32) -> (name: String, id: Int32) {
      (String(decoding: tokens[Int(id)], as: UTF8.self), id)
    }
    return TokenizerStages.Phrase.template(
      begin: addsBeginOfText ?? addsBegin ? begin.map(named) : nil,
      end: addsEndOfText ?? false ? named(end) : nil)
  }
}

/// Adds the key to errors that have no place.
private func located<Value>(_ key: String, _ make: () throws -> Value) throws -> Value {
  do { return try make() } catch var error as CandorError {
    if error.location == nil { error.location = .init(field: "tokenizer.ggml.\(key)") }
    throw error
  }
}
