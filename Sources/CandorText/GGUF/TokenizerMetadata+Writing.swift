import CandorCore

/// What a GGUF file says of a tokenizer: the reverse of `Tokenizer(_: TokenizerMetadata)`.
extension TokenizerMetadata {
  /// - Parameter count: how many tokens the model has; those that the tokenizer lacks are listed as
  ///   unused.
  /// - Throws: `unsupported` for a tokenizer that GGUF has no words for: it cuts text by a rule without
  ///   a name there, or joins pairs that no scores can order.
  public init(_ tokenizer: Tokenizer, count: Int) throws {
    guard case .bytePair(let pairs) = tokenizer.model else {
      throw Self.unsayable("its model is not one of pairs")
    }
    let isByteLevel = tokenizer.stages.isByteLevel
    self.init(model: isByteLevel ? "gpt2" : "llama", tokens: [])
    if isByteLevel {
      guard
        let name = SplittingFamily.name(
          of: tokenizer.stages, prefersWholePieces: pairs.options.prefersWholePieces)
      else { throw Self.unsayable("the rule by which it cuts text has no name there") }
      pre = name
      merges = ByteStrings(
        pairs.listedMerges.lazy.map {
          Array("\(tokenizer.name(of: $0.first)) \(tokenizer.name(of: $0.second))".utf8)
        })
    } else {
      guard let prefixes = tokenizer.stages.sentencePiecePrefix, pairs.options.fallsBackToBytes,
        let scores = pairs.scores
      else { throw Self.unsayable("it is neither one of bytes nor SentencePiece's") }
      pre = "default"
      addsSpacePrefix = prefixes
      self.scores = scores + [Float](repeating: 0, count: count - scores.count)
    }
    try list(tokenizer, pairs.options.unknown, count: count)
    beginOfText = tokenizer.beginOfText.map(Int.init)
    endOfText = Int(tokenizer.endOfText)
    unknown = pairs.options.unknown.map(Int.init)
    let around = tokenizer.stages.postProcessor
    addsBeginOfText = !around.prefix.isEmpty
    addsEndOfText = !around.suffix.isEmpty
    guard around.prefix.isEmpty || around.prefix == tokenizer.beginOfText.map({ [$0] }),
      around.suffix.isEmpty || around.suffix == [tokenizer.endOfText]
    else { throw Self.unsayable("the tokens around a text are not those that begin and end one") }
  }

  private mutating func list(_ tokenizer: Tokenizer, _ unknown: Int32?, count: Int) throws {
    var added: [Int32: AddedToken] = [:]
    for token in tokenizer.addedTokens {
      guard !token.isSingleWord, !token.stripsLeft, !token.stripsRight else {
        throw Self.unsayable("`\(token.name)` depends on what stands beside it")
      }
      guard
        !token.isNormalized || token.name.utf8.allSatisfy({ $0 < 0x80 })
          || tokenizer.stages.normalizers.isEmpty
      else { throw Self.unsayable("`\(token.name)` is looked for in normalised text") }
      added[token.id] = token
    }
    let vocabulary = tokenizer.vocabulary
    for id in 0..<Int32(count) {
      let known = id < vocabulary.count ? vocabulary.bytes(of: id) : []
      let isOrdinary = !known.isEmpty && vocabulary.token(known) == id
      let kind: TokenType
      if let token = added[id] {
        kind = id == unknown ? .unknown : token.isSpecial ? .control : .userDefined
      } else if id == unknown {
        kind = .unknown
      } else if model == "llama", ByteToken.byte(named: known) != nil {
        kind = .byte
      } else {
        kind = isOrdinary ? .normal : .unused
      }
      types.append(kind.rawValue)
      let name = id < vocabulary.count ? Array(tokenizer.name(of: id).utf8) : []
      let listed = name.isEmpty ? Array("[PAD\(id)]".utf8) : name
      tokens.append(listed.span)
    }
  }

  /// The same without what was only listed so that there are as many tokens as rows of embeddings.
  public var withoutUnusedEnd: TokenizerMetadata {
    var (result, count) = (self, tokens.count)
    while count > 0, types.count >= count, types[count - 1] == TokenType.unused.rawValue,
      tokens[count - 1].starts(with: Array("[PAD".utf8))
    { count -= 1 }
    guard count < tokens.count else { return self }
    result.tokens = ByteStrings(tokens.prefix(count).lazy.map(Array.init))
    result.types = Array(types.prefix(count))
    result.scores = Array(scores.prefix(count))
    return result
  }

  private static func unsayable(_ why: String) -> CandorError {
    CandorError(
      .unsupported, "this tokenizer cannot be said in a GGUF file: \(why)",
      at: .init(file: TokenizerFile.name))
  }
}

extension SplittingFamily {
  /// The name of the rule by which a tokenizer of bytes cuts text.
  static func name(of stages: TokenizerStages, prefersWholePieces: Bool) -> String? {
    families.first { _, family in
      family.prefersWholePieces == prefersWholePieces
        && steps(TokenizerStages.Phrase.sequence(family.steps))
          == steps(stages.description["pre_tokenizer"] ?? .null)
        && TokenizerStages.normalizers(family.normalizer) == stages.normalizers
    }?.names.first
  }

  /// The steps without what changes nothing, one after another.
  private static func steps(_ stage: JSONValue) -> [JSONValue] {
    guard case .object(var settings) = stage else { return [] }
    if case .array(let inner)? = settings["pretokenizers"] { return inner.flatMap(steps) }
    settings["trim_offsets"] = nil
    if case .object(var pattern)? = settings["pattern"],
      case .string(let source)? = pattern["Regex"]
    {
      pattern["Regex"] = .string(spelledOut(source))
      settings["pattern"] = .object(pattern)
    }
    if settings["type"] == "ByteLevel", settings["use_regex"] == nil {
      settings["use_regex"] = true
    }
    return [.object(settings)]
  }

  /// A pattern with its line ends as escapes: files have either.
  private static func spelledOut(_ pattern: String) -> String {
    pattern.unicodeScalars.reduce(into: "") { result, scalar in
      switch scalar {
      case "\r": result += #"\r"#
      case "\n": result += #"\n"#
      default: result.unicodeScalars.append(scalar)
      }
    }
  }
}

extension TokenizerStages {
  private static let mark: JSONValue = "\u{2581}"

  /// The steps of the normalizer, one after another.
  fileprivate var normalizers: [JSONValue] {
    Self.normalizers(description["normalizer"] ?? .null)
  }

  fileprivate static func normalizers(_ stage: JSONValue) -> [JSONValue] {
    guard case .object(let settings) = stage else { return [] }
    guard case .array(let inner)? = settings["normalizers"] else { return [stage] }
    return inner.flatMap(normalizers)
  }

  /// Whether a text gets a space of the tokenizer's before it, where spaces are written as
  /// SentencePiece does; nil where they are not.
  fileprivate var sentencePiecePrefix: Bool? {
    let spaces: JSONValue = [
      "type": "Replace", "pattern": ["String": " "], "content": Self.mark,
    ]
    let prepend: JSONValue = ["type": "Prepend", "prepend": Self.mark]
    let cutter = description["pre_tokenizer"] ?? .null
    if case .object(let step) = cutter, step["type"] == "Metaspace", normalizers.isEmpty {
      guard step["replacement"] == Self.mark, step["split"] == false else { return nil }
      return step["prepend_scheme"] == "first"
        ? true : step["prepend_scheme"] == "never" ? false : nil
    }
    // Where no space is left, cutting at spaces does nothing.
    var cutsAtSpaces = false
    if case .object(let step) = cutter {
      cutsAtSpaces = step["type"] == "Split" && step["pattern"] == ["String": " "]
    }
    guard cutter == .null || cutsAtSpaces else { return nil }
    switch normalizers {
    case [spaces]: return false
    case [prepend, spaces]: return true
    default: return nil
    }
  }
}
