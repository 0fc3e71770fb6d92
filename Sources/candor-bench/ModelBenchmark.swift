import CandorCore
import CandorModels
import CandorTensors
import SystemPackage

/// Tokens a second, as llama-bench counts them: a prompt of 512 tokens, and 128 tokens one by one,
/// each from an empty context; and how long the model takes to open.
struct ModelBenchmark {
  let model: String
  let threads: Int
  private let promptTokens = 512
  private let generatedTokens = 128

  func run() throws {
    let clock = ContinuousClock()
    let start = clock.now
    let arithmetic = try Arithmetic(threads: threads)
    let model = try LanguageModel.open(FilePath(model), arithmetic: arithmetic)
    let opening = start.duration(to: clock.now) / .seconds(1)
    let session = try DecoderSession(
      model.decoder, weights: model.weights, capacity: promptTokens)
    let vocabulary = model.decoder.configuration.vocabularySize
    let tokens = (0..<promptTokens).map { Int32(($0 * 7919 + 13) % vocabulary) }
    let prompt = try Measurement(warmUp: 1, repeats: 5) {
      session.rewind(to: 0)
      try session.read(tokens)
    }
    let generation = try Measurement(warmUp: 1, repeats: 5) {
      session.rewind(to: 0)
      for token in tokens.prefix(generatedTokens) { try session.read([token]) }
    }
    Measurement.report([
      ("what", "model"), ("model", .string(FilePath(self.model).lastComponent?.string ?? "")),
      ("threads", .integer(Int64(threads))),
      ("isa", .string(arithmetic.instructionSet.rawValue)),
      ("openingSeconds", Measurement.rounded(opening)),
      ("promptTokensPerSecond", Measurement.rounded(Double(promptTokens) / prompt.median)),
      (
        "generationTokensPerSecond",
        Measurement.rounded(Double(generatedTokens) / generation.median)
      ),
      ("peakMegabytes", Measurement.peakMegabytes),
    ])
  }
}
