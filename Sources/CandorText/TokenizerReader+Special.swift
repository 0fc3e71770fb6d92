import CandorCore

extension TokenizerReader {
  /// The token that the configuration gives a role, as a string or as an object with `content`.
  func specialToken(_ role: String, _ tokens: TokenTable) throws -> Int32? {
    let name: String
    switch configuration[role] {
    case nil, .null?: return nil
    case .string(let text)?: name = text
    case .object(let object)?: name = try object.string("content", in: configurationFile)
    default:
      throw CandorError(
        .malformed, "expected the name of a token", at: .init(file: configurationFile, field: role))
    }
    guard let id = tokens.specialToken(name) else {
      throw CandorError(
        .mismatch, "`\(name)` is not among the special tokens of `\(TokenizerFile.name)`",
        at: .init(file: configurationFile, field: role))
    }
    return id
  }

  /// Whether the post-processor puts `begin` before a text; anything else it may do is refused.
  func startsWithBeginOfText(_ begin: Int32?, _ tokens: TokenTable) throws -> Bool {
    guard let processor = try root.optionalObject("post_processor", in: file) else { return false }
    var steps = [processor]
    if processor["type"] == "Sequence" {
      steps = try processor.array("processors", in: file).map {
        guard case .object(let step) = $0 else { throw unsupported("post_processor") }
        return step
      }
    }
    var starts = false
    for step in steps where step["type"] != "ByteLevel" {
      guard step["type"] == "TemplateProcessing", !starts else {
        throw unsupported("post_processor")
      }
      starts = try template(step, putsBefore: begin, tokens)
    }
    return starts
  }

  private func template(
    _ template: JSONObject, putsBefore begin: Int32?, _ tokens: TokenTable
  ) throws -> Bool {
    var pieces = try template.array("single", in: file)
    guard case .object(let last)? = pieces.popLast(),
      try last.optionalObject("Sequence", in: file)?["id"] == "A", pieces.count <= 1
    else { throw unsupported("post_processor.single") }
    guard let piece = pieces.first else { return false }
    guard case .object(let first) = piece,
      let token = try first.optionalObject("SpecialToken", in: file),
      let meaning = try template.object("special_tokens", in: file)
        .optionalObject(token.string("id", in: file), in: file),
      let begin, meaning["ids"] == [.integer(Int64(begin))]
    else { throw unsupported("post_processor.single") }
    return true
  }
}
