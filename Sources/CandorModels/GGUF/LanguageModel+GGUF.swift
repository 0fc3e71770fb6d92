import CandorCore
import CandorTensors
import CandorText
import SystemPackage

extension LanguageModel {
  /// Opens a folder (`init(folder:)`) or a GGUF file (`init(gguf:)`).
  public static func open(_ path: FilePath, arithmetic: Arithmetic) throws -> LanguageModel {
    FileSystem.isFolder(path)
      ? try LanguageModel(folder: path, arithmetic: arithmetic)
      : try LanguageModel(gguf: path, arithmetic: arithmetic)
  }

  /// Opens a GGUF file, or the first of several parts: decoder, tokenizer and weights. Quantised
  /// weights are computed with as they stand (numerics 10).
  ///
  /// - Throws: `unsupported` for what is not computed here, by key; `malformed` and `mismatch` with the
  ///   place; `unavailable` without the memory.
  public convenience init(gguf path: FilePath, arithmetic: Arithmetic) throws {
    let start = ContinuousClock.now
    let archive = try TensorArchive(path)
    let metadata = try archive.ggufMetadata
    let configuration = try DecoderConfiguration(gguf: archive, metadata)
    let tokenizer = try Tokenizer(metadata, file: path.string)
    guard tokenizer.vocabularySize <= configuration.vocabularySize else {
      throw CandorError(
        .mismatch,
        "the model has \(configuration.vocabularySize) tokens and the tokenizer "
          + "\(tokenizer.vocabularySize)",
        at: .init(file: path.string, field: "tokenizer.ggml.tokens"))
    }
    let weights = try WeightLoader(
      archive, configuration, arithmetic, conventions: .gguf(configuration.family)
    ).load()
    self.init(
      decoder: Decoder(configuration, arithmetic: arithmetic), weights: weights,
      tokenizer: tokenizer, endOfText: try Self.ends(metadata, tokenizer, file: path.string),
      loadSeconds: start.secondsSince)
  }

  /// The ends of a turn and of a message, in models that converse.
  static func ends(
    _ metadata: GGUFMetadata, _ tokenizer: Tokenizer, file: String
  ) throws -> Set<Int32> {
    try Set(
      ["eot", "eom"].compactMap {
        try metadata.token(role: $0, of: tokenizer.vocabularySize, file: file).map { Int32($0) }
      })
  }
}

extension TensorArchive {
  /// - Throws: `unsupported` where this is not a GGUF file.
  var ggufMetadata: GGUFMetadata {
    get throws {
      guard let metadata else {
        throw CandorError(
          .unsupported, "this is not a GGUF file",
          hint: "name the folder of a model, or a file `….gguf`", at: .init(file: path.string))
      }
      return metadata
    }
  }
}

extension GGUFMetadata {
  /// The id `tokenizer.ggml.ROLE_token_id`, if there is one.
  ///
  /// - Throws: `malformed` if it is not one of `count` tokens.
  func token(role: String, of count: Int, file: String) throws -> Int? {
    let key = "tokenizer.ggml.\(role)_token_id"
    guard let id: Int = try value(key) else { return nil }
    guard 0..<count ~= id else {
      throw CandorError(
        .malformed, "\(id) is not from 0 to \(count - 1)", at: .init(file: file, field: key))
    }
    return id
  }
}
