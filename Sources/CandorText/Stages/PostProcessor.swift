import CandorCore

/// The tokens around each text: the stage `post_processor` of a `tokenizer.json`, for one text.
struct PostProcessor: Sendable, Equatable {
  var prefix: [Int32] = []
  var suffix: [Int32] = []

  init(prefix: [Int32] = [], suffix: [Int32] = []) {
    self.prefix = prefix
    self.suffix = suffix
  }

  /// - Throws: `unsupported` for a kind that is not known, or a template that repeats the text.
  init(_ stage: StageSettings, vocabularySize: Int) throws {
    switch try stage.type {
    case "ByteLevel": break  // concerns offsets only
    case "TemplateProcessing": self = try .template(stage)
    case "BertProcessing", "RobertaProcessing":
      prefix = [try stage.pair("cls")]
      suffix = [try stage.pair("sep")]
    case "Sequence":
      for step in try stage.stages("processors") {
        let outer = try PostProcessor(step, vocabularySize: vocabularySize)
        prefix = outer.prefix + prefix
        suffix += outer.suffix
      }
    case let other: throw stage.unsupported("the post-processor `\(other)`")
    }
    if let id = (prefix + suffix).first(where: { $0 >= vocabularySize }) {
      throw CandorError(
        .malformed, "the token \(id) does not exist",
        at: .init(file: stage.file, field: stage.field))
    }
  }

  private static func template(_ stage: StageSettings) throws -> PostProcessor {
    var (sides, hasText) = ([[Int32](), []], false)
    let tokens = try stage.settings.object("special_tokens", in: stage.file)
    for piece in try stage.settings.array("single", in: stage.file) {
      guard case .object(let piece) = piece else { throw stage.unsupported("this template") }
      if let sequence = try piece.optionalObject("Sequence", in: stage.file) {
        guard sequence["id"] == "A", !hasText else { throw stage.unsupported("this template") }
        hasText = true
        continue
      }
      guard let token = try piece.optionalObject("SpecialToken", in: stage.file) else {
        throw stage.unsupported("this template")
      }
      let name = try token.string("id", in: stage.file)
      for id in try tokens.object(name, in: stage.file).array("ids", in: stage.file) {
        guard case .integer(let id) = id, 0..<Int64(Vocabulary.limit) ~= id else {
          throw CandorError(
            .malformed, "expected ids", at: .init(file: stage.file, field: stage.field))
        }
        sides[hasText ? 1 : 0].append(Int32(id))
      }
    }
    guard hasText else { throw stage.unsupported("a template without the text") }
    return PostProcessor(prefix: sides[0], suffix: sides[1])
  }
}

extension StageSettings {
  /// The id in a member `["[CLS]", 101]`.
  fileprivate func pair(_ key: String) throws -> Int32 {
    let pair = try settings.array(key, in: file)
    guard pair.count == 2, case .integer(let id) = pair[1], 0..<Int64(Vocabulary.limit) ~= id else {
      throw CandorError(
        .malformed, "expected a token and its id", at: .init(file: file, field: "\(field).\(key)"))
    }
    return Int32(id)
  }
}
