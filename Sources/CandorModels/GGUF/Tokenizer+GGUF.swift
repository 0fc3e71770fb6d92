import CandorCore
import CandorTensors
import CandorText

extension Tokenizer {
  /// The key of a whole `tokenizer.json`.
  static let textKey = "tokenizer.huggingface.json"

  /// Makes the tokenizer that a GGUF file describes in its keys `tokenizer.ggml.…`.
  ///
  /// - Parameters:
  ///   - file: how errors name the file.
  ///   - listsUnused: whether tokens count that only make the list as long as the embeddings.
  /// - Throws: as `Tokenizer(_: TokenizerMetadata)` and `GGUFMetadata.value`, with the file and the key.
  public init(_ metadata: GGUFMetadata, file: String, listsUnused: Bool = true) throws {
    func key(_ name: String) -> String { "tokenizer.ggml.\(name)" }
    let model: String = try metadata.required(key("model"))
    if model == "no_vocab", let text: String = try metadata.value(Self.textKey) {
      try self.init(
        huggingFace: text, beginOfText: metadata.value(key("bos_token_id")),
        endOfText: metadata.value(key("eos_token_id")), file: "\(file) (\(Self.textKey))")
      return
    }
    var values = TokenizerMetadata(
      model: model, tokens: try metadata.value(key("tokens")) ?? [])
    values.pre = try metadata.value(key("pre"))
    values.scores = try metadata.value(key("scores")) ?? []
    values.types =
      try metadata.value(key("token_type"), as: [Int].self)?.map {
        Int32(truncatingIfNeeded: $0)
      } ?? []
    values.merges = try metadata.value(key("merges")) ?? []
    values.beginOfText = try metadata.value(key("bos_token_id"))
    values.endOfText = try metadata.value(key("eos_token_id"))
    values.unknown = try metadata.value(key("unknown_token_id"))
    values.addsBeginOfText = try metadata.value(key("add_bos_token"))
    values.addsEndOfText = try metadata.value(key("add_eos_token"))
    values.addsSpacePrefix = try metadata.value(key("add_space_prefix"))
    if !listsUnused { values = values.withoutUnusedEnd }
    do { try self.init(values) } catch var error as CandorError {
      error.location = .init(file: file, field: error.location?.field)
      throw error
    }
  }
}
