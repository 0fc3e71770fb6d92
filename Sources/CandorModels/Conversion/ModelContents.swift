import CandorCore
import CandorTensors
import CandorText
import SystemPackage

/// A model in a folder or a GGUF file, opened to be written in the other form: everything it says,
/// and where its numbers stand.
struct ModelContents {
  let archive: TensorArchive
  let configuration: DecoderConfiguration
  let conventions: TensorConventions
  let tokenizer: Tokenizer
  /// The text of the chat template, if there is one.
  let chatTemplate: String?
  /// Tokens that end an answer, besides the one that ends a text.
  let endsOfAnswer: [Int32]
  /// All files that were read.
  let files: [FilePath]

  /// - Throws: as `LanguageModel.open`, for what Candor could not run either.
  init(_ path: FilePath, arithmetic: Arithmetic) throws {
    archive = try TensorArchive(path)
    let ends: Set<Int32>
    if let metadata = archive.metadata {
      configuration = try DecoderConfiguration(gguf: archive, metadata)
      conventions = .gguf(configuration.family)
      tokenizer = try Tokenizer(metadata, file: path.string, listsUnused: false)
      ends = try LanguageModel.ends(metadata, tokenizer, file: path.string)
      chatTemplate = try metadata.value("tokenizer.chat_template")
      files = archive.files.map(\.path)
    } else {
      configuration = try DecoderConfiguration(folder: path)
      conventions = configuration.family.definition.conventions
      tokenizer = try Tokenizer.load(folder: path)
      ends = try GenerationConfiguration(folder: path).endOfText
      chatTemplate = try ChatTemplate.text(folder: path)
      files =
        archive.files.map(\.path)
        + [
          "config.json", "tokenizer.json", "tokenizer_config.json", "chat_template.jinja",
          "generation_config.json",
        ].map { path.appending($0) }.filter(FileSystem.exists)
    }
    guard tokenizer.vocabularySize <= configuration.vocabularySize else {
      throw CandorError(
        .mismatch,
        "the model has \(configuration.vocabularySize) tokens and the tokenizer "
          + "\(tokenizer.vocabularySize)", at: .init(file: path.string))
    }
    endsOfAnswer = ends.subtracting([tokenizer.endOfText]).sorted()
    try WeightLoader(archive, configuration, arithmetic, conventions: conventions)
      .check(configuration.tensors)
  }

  /// The tensors of the model as files of other conventions hold them.
  func translation(to target: TensorConventions, _ arithmetic: Arithmetic) -> TensorTranslation {
    TensorTranslation(
      archive: archive, configuration: configuration, source: conventions, target: target,
      arithmetic: arithmetic)
  }
}
