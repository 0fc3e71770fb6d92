import CandorCore
import CandorModels
import CandorTensors
import SystemPackage

/// Tokens a second, as llama-bench counts them: a prompt of 512 tokens, and 128 tokens one by one,
/// each from an empty context, the latter beside the bandwidth of memory just before and after; how
/// long several tokens take at once; and how long the model takes to open.
struct ModelBenchmark {
  let model: String
  let threads: Int
  let repeats: Int
  private let promptTokens = 512
  private let generatedTokens = 128
  /// More than any cache holds; not zeros, which would be one page read again and again.
  private let probedBytes = 256 << 20

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
    let prompt = try Measurement(warmUp: min(1, repeats - 1), repeats: repeats) {
      session.rewind(to: 0)
      try session.read(tokens)
    }
    let together = try [1, 2, 4, 8, 16].map { count in
      try Measurement(warmUp: min(1, repeats - 1), repeats: repeats) {
        session.rewind(to: 0)
        try session.read(tokens[0]) { Array(tokens[1..<count]) }
      }
    }
    let peak = Measurement.peakMegabytes
    let memory = Buffer<Float>(count: probedBytes / 4, repeating: 1)
    let before = Measurement.bandwidth(memory, arithmetic)
    let generation = try Measurement(warmUp: min(1, repeats - 1), repeats: repeats) {
      session.rewind(to: 0)
      for token in tokens.prefix(generatedTokens) { try session.read([token]) }
    }
    let after = Measurement.bandwidth(memory, arithmetic)
    let rate = Double(generatedTokens) / generation.median
    let read = rate * bytesPerToken(model) / 1e9
    Measurement.report([
      ("what", "model"), ("model", .string(FilePath(self.model).lastComponent?.string ?? "")),
      ("threads", .integer(Int64(threads))),
      ("isa", .string(arithmetic.instructionSet.rawValue)),
      ("openingSeconds", Measurement.rounded(opening)),
      ("promptTokensPerSecond", Measurement.rounded(Double(promptTokens) / prompt.median)),
      ("generationTokensPerSecond", Measurement.rounded(rate)),
      ("gigabytesPerSecond", Measurement.rounded(read)),
      ("bandwidth", .array([Measurement.rounded(before), Measurement.rounded(after)])),
      ("ofBandwidth", Measurement.rounded(2 * read / (before + after))),
      ("millisecondsOf1_2_4_8_16", .array(together.map { Measurement.rounded(1e3 * $0.median) })),
      ("peakMegabytes", peak),
    ])
  }

  /// What is read for a token on average: all weights, and the keys and values before it.
  private func bytesPerToken(_ model: LanguageModel) -> Double {
    let cache = KeyValueCache.byteCount(
      model.decoder.configuration, positions: generatedTokens + 1, atOnce: 1)
    return Double(model.weights.byteCountOfPass) + Double(cache) / 2
  }
}
