import ArgumentParser
import CandorModels
import CandorTensors
import SystemPackage

/// The model that a command uses, and with how much of the machine.
struct ModelArguments: ParsableArguments {
  @Argument(help: "The folder of a release or of a Hugging Face model, or a GGUF file.")
  var model: String

  @OptionGroup var threading: ThreadOptions

  var path: FilePath { FilePath(model) }

  func open() throws -> LanguageModel {
    try LanguageModel.open(path, arithmetic: Arithmetic(threads: threading.count()))
  }

  /// The prompt cache in a file, if one is wanted.
  func cache(_ file: String?, of model: LanguageModel) throws -> PromptCache? {
    guard let file else { return nil }
    let digest = try LanguageModel.digest(of: path, arithmetic: model.decoder.arithmetic)
    return try PromptCache(FilePath(file), of: model.decoder, model: digest)
  }
}
