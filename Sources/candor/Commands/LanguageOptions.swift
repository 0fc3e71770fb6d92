import ArgumentParser
import CandorAudit
import CandorCore
import SystemPackage

/// The model that tells the languages of an audit's texts.
struct LanguageOptions: ParsableArguments {
  @Option(
    help: "A supervised model of fastText that tells languages, such as lid.176.ftz.")
  var languageModel: String?

  @Option(help: "Languages that texts should be in, with commas, as the model names them.")
  var languages: String?

  @Option(help: "The least probability with which a language is believed.")
  var languageThreshold = Languages.threshold

  /// - Throws: `usage` for languages without a model; else as `Languages.init`.
  func model() throws -> Languages? {
    guard let languageModel else {
      guard languages == nil, languageThreshold == Languages.threshold else {
        throw CandorError(
          .usage, "languages need a model that tells them",
          hint: "give `--language-model lid.176.ftz`")
      }
      return nil
    }
    return try Languages(
      FilePath(languageModel),
      languages: languages.map { $0.split(separator: ",").map(String.init) } ?? [],
      threshold: languageThreshold)
  }
}
