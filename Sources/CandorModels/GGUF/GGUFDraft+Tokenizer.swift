import CandorCore
import CandorTensors
import CandorText

/// A tokenizer, in the keys of a GGUF file.
extension GGUFDraft {
  /// A tokenizer that GGUF has no words for is put in as the text of its `tokenizer.json`, which the
  /// format allows for and llama.cpp does not read.
  ///
  /// - Parameter count: tokens of the model.
  /// - Returns: why it was put in so, or nil.
  /// - Throws: `unsupported` for a tokenizer that cannot be written at all.
  mutating func set(_ tokenizer: Tokenizer, of count: Int) throws -> String? {
    let values: TokenizerMetadata
    do {
      values = try TokenizerMetadata(tokenizer, count: count)
    } catch let error as CandorError where error.code == .unsupported {
      set("tokenizer.ggml.model", "no_vocab")
      set(Tokenizer.textKey, try tokenizer.huggingFaceText)
      for (name, id) in [("bos", tokenizer.beginOfText), ("eos", tokenizer.endOfText)] {
        if let id { set("tokenizer.ggml.\(name)_token_id", UInt32(id)) }
      }
      return error.message
    }
    func key(_ name: String) -> String { "tokenizer.ggml.\(name)" }
    func text(_ bytes: ArraySlice<UInt8>) -> String { String(decoding: bytes, as: UTF8.self) }
    set(key("model"), values.model)
    if let pre = values.pre { set(key("pre"), pre) }
    set(key("tokens"), values.tokens.map(text))
    set(key("token_type"), values.types)
    if values.model == "gpt2" {
      set(key("merges"), values.merges.map(text))
    } else {
      set(key("scores"), values.scores)
    }
    for (name, id) in [
      ("bos", values.beginOfText), ("eos", values.endOfText), ("unknown", values.unknown),
    ] {
      if let id { set(key("\(name)_token_id"), UInt32(id)) }
    }
    for (name, value) in [
      ("add_bos_token", values.addsBeginOfText), ("add_eos_token", values.addsEndOfText),
      ("add_space_prefix", values.addsSpacePrefix),
    ] {
      if let value { set(key(name), value) }
    }
    return nil
  }

  /// The tokens that end an answer, besides the one that ends a text: GGUF has names for two, the ends
  /// of a turn and of a message.
  ///
  /// - Throws: `unsupported` for more.
  mutating func set(endsOfAnswer ends: [Int32]) throws {
    guard ends.count <= 2 else {
      throw CandorError(
        .unsupported, "\(ends.count + 1) tokens that end an answer cannot be said in a GGUF file",
        at: .init(file: GenerationConfiguration.fileName, field: "eos_token_id"))
    }
    for (name, id) in zip(["eot", "eom"], ends) {
      set("tokenizer.ggml.\(name)_token_id", UInt32(id))
    }
  }
}
