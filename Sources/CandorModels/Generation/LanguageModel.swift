import CandorCore
import CandorTensors
import CandorText
import SystemPackage

/// A decoder with its weights and its tokenizer: text in, text out.
public final class LanguageModel: Sendable {
  public let decoder: Decoder
  public let weights: PackedWeights
  public let tokenizer: Tokenizer
  /// Tokens that end a text.
  public let endOfText: Set<Int32>
  /// What the folder suggests; deterministic unless it says otherwise.
  public let suggestedSampling: SamplingOptions
  let loadSeconds: Double

  public init(
    decoder: Decoder, weights: PackedWeights, tokenizer: Tokenizer,
    endOfText: Set<Int32> = [], suggestedSampling: SamplingOptions = .init(),
    loadSeconds: Double = 0
  ) {
    self.decoder = decoder
    self.weights = weights
    self.tokenizer = tokenizer
    self.endOfText = endOfText.union([tokenizer.endOfText])
    self.suggestedSampling = suggestedSampling
    self.loadSeconds = loadSeconds
  }

  /// Opens a release, or a folder of Hugging Face transformers.
  ///
  /// Reads `config.json`, `model.safetensors` (or the files of its index), `tokenizer.json`, `tokenizer_config.json` and, if it is
  /// there, `generation_config.json`.
  ///
  /// - Throws: `notFound` for a missing file, `unsupported` for another architecture, `mismatch`
  ///   where the files do not belong together, `malformed` where one is broken.
  public convenience init(folder: FilePath, arithmetic: Arithmetic) throws {
    let start = ContinuousClock.now
    let configuration = try DecoderConfiguration(folder: folder)
    let tokenizer = try Tokenizer.load(folder: folder)
    guard tokenizer.vocabularySize <= configuration.vocabularySize else {
      throw CandorError(
        .mismatch,
        "the model has \(configuration.vocabularySize) tokens and the tokenizer "
          + "\(tokenizer.vocabularySize)",
        hint: "`tokenizer.json` may belong to another model",
        at: .init(
          file: folder.appending(DecoderConfiguration.fileName).string, field: "vocab_size"))
    }
    let suggestion = try GenerationConfiguration(folder: folder)
    let weights = try WeightLoader(TensorArchive(folder), configuration, arithmetic).load()
    self.init(
      decoder: Decoder(configuration, arithmetic: arithmetic), weights: weights,
      tokenizer: tokenizer, endOfText: suggestion.endOfText,
      suggestedSampling: suggestion.sampling, loadSeconds: start.secondsSince)
  }
}

extension ContinuousClock.Instant {
  /// Seconds since this moment.
  var secondsSince: Double { duration(to: .now) / .seconds(1) }
}
