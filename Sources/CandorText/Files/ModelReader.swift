import CandorCore

/// Reads the member `model` of a `tokenizer.json`.
struct ModelReader {
  let file: String
  let settings: JSONObject
  let tokens: TokenTable
  let vocabulary: Vocabulary
  let isByteLevel: Bool

  func model() throws -> TokenModel {
    // The oldest files do not name the kind.
    let type = try settings.optionalString("type", in: file) ?? "BPE"
    switch type {
    case "BPE": return .bytePair(try bytePair())
    case "Unigram":
      try refuseSettings(besides: ["unk_id", "vocab", "byte_fallback"])
      return .unigram(try unigram())
    case "WordLevel", "WordPiece":
      try refuseSettings(
        besides: ["unk_token", "vocab", "continuing_subword_prefix", "max_input_chars_per_word"])
      return .word(
        WordModel(
          vocabulary: vocabulary, unknown: try unknown(),
          continuation: type == "WordLevel"
            ? nil : Array(try settings.string("continuing_subword_prefix", in: file).utf8),
          longestWord: try settings.optionalInteger(
            "max_input_chars_per_word", in: file, range: 0...10_000) ?? 100))
    default: throw unsupported("type")
    }
  }

  private func bytePair() throws -> BytePairModel {
    try refuseSettings(besides: [
      "dropout", "unk_token", "continuing_subword_prefix", "end_of_word_suffix", "fuse_unk",
      "byte_fallback", "ignore_merges", "vocab", "merges",
    ])
    if let dropout = settings["dropout"], dropout != .null { throw unsupported("dropout") }
    for key in ["continuing_subword_prefix", "end_of_word_suffix"] {
      if let affix = settings[key], affix != .null, affix != "" { throw unsupported(key) }
    }
    func flag(_ key: String) throws -> Bool { try settings.optionalBool(key, in: file) ?? false }
    let fallsBack = try flag("byte_fallback")
    guard !fallsBack || !isByteLevel else { throw unsupported("byte_fallback") }
    let options = BytePairModel.Options(
      unknown: try unknown(), fusesUnknown: try flag("fuse_unk"),
      prefersWholePieces: try flag("ignore_merges"), fallsBackToBytes: fallsBack)
    return try located("merges") {
      try BytePairModel(
        vocabulary: vocabulary, alphabet: isByteLevel ? .bytes : .characters,
        merges: try merges(), options: options,
        bytes: fallsBack ? ByteToken.tokens(in: vocabulary) : nil)
    }
  }

  /// The pairs of the file. Those with a special token are left out: text never becomes one.
  private func merges() throws -> [TokenPair] {
    let list = try settings.array("merges", in: file)
    guard list.count <= Vocabulary.limit else {
      throw CandorError(
        .limitExceeded, "\(list.count) merges are more than \(Vocabulary.limit)",
        at: .init(file: file, field: "model.merges"))
    }
    let special = Set(tokens.added.filter(\.isSpecial).map { ExactString($0.name) })
    var pairs: [TokenPair] = []
    pairs.reserveCapacity(list.count)
    for (rank, merge) in list.enumerated() {
      let sides = Self.sides(of: merge)
      guard sides.count == 2 else {
        throw CandorError(.malformed, "merge \(rank) is no pair of tokens")
      }
      if !special.isEmpty,
        (sides + [sides[0] + sides[1]]).contains(where: { special.contains(ExactString($0)) })
      {
        continue
      }
      let ids = try sides.map { side in
        let bytes = isByteLevel ? ByteAlphabet.bytes(side) : Array(side.utf8)
        guard let bytes, let id = vocabulary.token(bytes) else {
          throw CandorError(.malformed, "merge \(rank) joins `\(side)`, which is no token")
        }
        return id
      }
      pairs.append(TokenPair(ids[0], ids[1]))
    }
    return pairs
  }

  /// `["a", "b"]`, or `"a b"` in older files.
  private static func sides(of merge: JSONValue) -> [String] {
    switch merge {
    case .array(let sides):
      sides.compactMap { if case .string(let side) = $0 { side } else { nil } }
    case .string(let text):
      text.split(separator: " ", omittingEmptySubsequences: false).map(String.init)
    default: []
    }
  }

  private func unigram() throws -> UnigramModel {
    let scores = try settings.array("vocab", in: file).map { entry in
      switch entry {
      case .array(let entry) where entry.count == 2:
        if case .double(let score) = entry[1] { return score }
        if case .integer(let score) = entry[1] { return Double(score) }
      default: break
      }
      throw CandorError(
        .malformed, "expected tokens with their scores", at: .init(file: file, field: "model.vocab")
      )
    }
    let unknown = try settings.integer("unk_id", in: file, range: 0...Vocabulary.limit)
    let fallsBack = try settings.optionalBool("byte_fallback", in: file) ?? false
    return try located("unk_id") {
      try UnigramModel(
        vocabulary: vocabulary, scores: scores, unknown: Int32(unknown),
        byteTokens: fallsBack ? ByteToken.tokens(in: vocabulary) : nil)
    }
  }

  private func unknown() throws -> Int32? {
    guard let name = try settings.optionalString("unk_token", in: file) else { return nil }
    let exact = ExactString(name)
    return tokens.names.firstIndex { $0.map(ExactString.init) == exact }.map { Int32($0) }
  }

  private func refuseSettings(besides known: [String]) throws {
    for (key, _) in settings.members where key != "type" && !known.contains(key) {
      throw unsupported(key)
    }
  }

  private func located<Value>(_ field: String, _ read: () throws -> Value) throws -> Value {
    do { return try read() } catch var error as CandorError {
      if error.location == nil { error.location = .init(file: file, field: "model.\(field)") }
      throw error
    }
  }

  private func unsupported(_ field: String) -> CandorError {
    CandorError(
      .unsupported, "this setting of a tokenizer cannot be read",
      at: .init(file: file, field: "model.\(field)"))
  }
}
