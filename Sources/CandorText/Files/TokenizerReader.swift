import CandorCore

/// Reads a tokenizer from the JSON of its two files, strictly.
struct TokenizerReader {
  let file: String
  let root: JSONObject
  let configurationFile: String
  let configuration: JSONObject
  /// The ids of `bos_token` and `eos_token`, where another file gives these instead of names.
  var roles: [String: Int] = [:]

  func tokenizer() throws -> Tokenizer {
    for field in ["truncation", "padding"] {
      if let value = root[field], value != .null { throw unsupported(field) }
    }
    let settings = try root.object("model", in: file)
    let tokens = try TokenTable(
      model: try names(settings), added: root.optionalArray("added_tokens", in: file) ?? [],
      file: file)
    let begin = try token(withRole: "bos_token", tokens)
    guard let end = try token(withRole: "eos_token", tokens) else {
      throw CandorError(
        .unsupported, "the end-of-text token is not named",
        at: .init(file: configurationFile, field: "eos_token"))
    }
    let stages = try TokenizerStages(
      try description(begin, end), vocabularySize: tokens.names.count, file: file)
    let vocabulary = try tokens.vocabulary(isByteLevel: stages.isByteLevel)
    let model = try ModelReader(
      file: file, settings: settings, tokens: tokens, vocabulary: vocabulary,
      isByteLevel: stages.isByteLevel
    ).model()
    return Tokenizer(
      vocabulary: vocabulary, addedTokens: tokens.added, stages: stages, model: model,
      beginOfText: begin?.id, endOfText: end.id)
  }

  /// The stages as the file has them, but with the template that the configuration asks for.
  private func description(_ begin: NamedToken?, _ end: NamedToken) throws -> JSONObject {
    var description = JSONObject()
    for name in TokenizerStages.names { description[name] = root[name] ?? .null }
    let addsBegin = try configuration.optionalBool("add_bos_token", in: configurationFile)
    let addsEnd = try configuration.optionalBool("add_eos_token", in: configurationFile)
    if addsBegin != nil || addsEnd != nil {
      description["post_processor"] = TokenizerStages.Phrase.template(
        begin: addsBegin == true ? begin : nil, end: addsEnd == true ? end : nil)
    }
    return description
  }

  private func names(_ model: JSONObject) throws -> [(name: String, id: JSONValue)] {
    if case .object(let names)? = model["vocab"] {
      return names.members.map { (name: $0.key, id: $0.value) }
    }
    return try model.array("vocab", in: file).enumerated().map { id, entry in
      guard case .array(let entry) = entry, entry.count == 2, case .string(let name) = entry[0]
      else {
        throw CandorError(
          .malformed, "expected tokens with their scores",
          at: .init(file: file, field: "model.vocab"))
      }
      return (name: name, id: .integer(Int64(id)))
    }
  }

  typealias NamedToken = (name: String, id: Int32)

  /// The token that the configuration gives a role, as a string or as an object with `content`.
  private func token(withRole role: String, _ tokens: TokenTable) throws -> NamedToken? {
    if let id = roles[role] {
      guard tokens.names.indices.contains(id), let name = tokens.names[id] else {
        throw CandorError(
          .mismatch, "\(id) is none of its tokens", at: .init(file: file, field: role))
      }
      return (name, Int32(id))
    }
    let name: String
    switch configuration[role] {
    case nil, .null?: return nil
    case .string(let text)?: name = text
    case .object(let object)?: name = try object.string("content", in: configurationFile)
    default:
      throw CandorError(
        .malformed, "expected the name of a token", at: .init(file: configurationFile, field: role))
    }
    let exact = ExactString(name)
    guard let id = tokens.names.firstIndex(where: { $0.map(ExactString.init) == exact }) else {
      throw CandorError(
        .mismatch, "`\(name)` is not among the tokens of `\(TokenizerFile.name)`",
        at: .init(file: configurationFile, field: role))
    }
    return (name, Int32(id))
  }

  private func unsupported(_ field: String) -> CandorError {
    CandorError(
      .unsupported, "this setting of a tokenizer cannot be read",
      at: .init(file: file, field: field))
  }
}
