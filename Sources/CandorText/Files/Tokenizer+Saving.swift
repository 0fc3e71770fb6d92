import CandorCore
import SystemPackage

extension Tokenizer {
  /// Writes `tokenizer.json` and `tokenizer_config.json`, which Hugging Face `tokenizers` and
  /// transformers' `AutoTokenizer` load.
  ///
  /// Their ids are those of `encode(_:special: .asTokens, addSpecialTokens: true)` with, and without
  /// special tokens for `add_special_tokens=False`. The bytes depend on the tokenizer alone.
  ///
  /// - Parameter contextLength: the longest input of the model, in tokens, for the configuration.
  /// - Throws: `unsupported` for a model other than byte pairs; `inputOutput`.
  public func save(folder: FilePath, contextLength: Int? = nil) throws {
    let file = try file
    try FileSystem.createDirectory(folder)
    try AtomicFile.write(file.pretty(), to: folder.appending(TokenizerFile.name))
    try AtomicFile.write(
      configuration(contextLength: contextLength).pretty(),
      to: folder.appending(TokenizerFile.configurationName))
  }

  var file: JSONValue {
    get throws {
      func stage(_ name: String) -> JSONValue { stages.description[name] ?? .null }
      return [
        "version": "1.0",
        "truncation": nil,
        "padding": nil,
        "added_tokens": .array(addedTokens.map(\.json)),
        "normalizer": stage("normalizer"),
        "pre_tokenizer": stage("pre_tokenizer"),
        "post_processor": stage("post_processor"),
        "decoder": stage("decoder"),
        "model": try modelFile,
      ]
    }
  }

  private func configuration(contextLength: Int?) -> JSONValue {
    var configuration: JSONObject = ["tokenizer_class": "PreTrainedTokenizerFast"]
    configuration["bos_token"] = beginOfText.map { .string(name(of: $0)) }
    configuration["eos_token"] = .string(name(of: endOfText))
    configuration["clean_up_tokenization_spaces"] = false
    configuration["model_max_length"] = contextLength.map { .integer(Int64($0)) }
    return .object(configuration)
  }

  private var modelFile: JSONValue {
    get throws {
      guard case .bytePair(let model) = model else {
        throw CandorError(.unsupported, "this kind of tokenizer cannot be saved")
      }
      let merges = model.listedMerges
      var names = JSONObject()
      for id in 0..<Int32(vocabulary.count) { names[name(of: id)] = .integer(Int64(id)) }
      return [
        "type": "BPE", "dropout": nil,
        "unk_token": model.options.unknown.map { .string(name(of: $0)) } ?? .null,
        "continuing_subword_prefix": nil, "end_of_word_suffix": nil,
        "fuse_unk": .bool(model.options.fusesUnknown),
        "byte_fallback": .bool(model.options.fallsBackToBytes),
        "ignore_merges": .bool(model.options.prefersWholePieces), "vocab": .object(names),
        "merges": .array(
          merges.map { .array([.string(name(of: $0.first)), .string(name(of: $0.second))]) }),
      ]
    }
  }

  /// How a token is written in the file.
  func name(of id: Int32) -> String {
    let bytes = vocabulary.bytes(of: id)
    guard stages.isByteLevel, vocabulary.token(bytes) == id else {
      return String(decoding: bytes, as: UTF8.self)
    }
    return ByteAlphabet.string(bytes)
  }
}

extension AddedToken {
  fileprivate var json: JSONValue {
    [
      "id": .integer(Int64(id)), "content": .string(name), "single_word": .bool(isSingleWord),
      "lstrip": .bool(stripsLeft), "rstrip": .bool(stripsRight), "normalized": .bool(isNormalized),
      "special": .bool(isSpecial),
    ]
  }
}
