import ArgumentParser
import CandorCore
import CandorModels

/// How tokens are chosen, and when to stop: what `run`, `chat` and `explain` share.
struct GenerationArguments: ParsableArguments {
  @Option(help: "The most tokens to generate (default: what the context holds).")
  var maxTokens: Int?

  @Option(help: "Divides the logits; 0 always takes the most probable token.")
  var temperature: Float?

  @Option(help: "Draw from this many most probable tokens.")
  var topK: Int?

  @Option(help: "Draw from the fewest tokens whose probabilities reach this sum.")
  var topP: Float?

  @Option(help: "Draw from tokens at least this fraction as probable as the first.")
  var minP: Float?

  @Option(help: "Makes tokens that occurred less probable; 1 changes nothing.")
  var repetitionPenalty: Float?

  @Option(help: "Taken from the logits of tokens that were generated before; -2 to 2.")
  var presencePenalty: Float?

  @Option(help: "Taken from a token's logit as often as it was generated before; -2 to 2.")
  var frequencyPenalty: Float?

  @Option(help: "The seed of the draws.")
  var seed: UInt64?

  @Option(help: "End before this text; may be given more than once.")
  var stop: [String] = []

  @Option(
    help: "Guess at most this many tokens from the text so far; 0 to 127. No result depends on it.")
  var draft = 15

  /// What the model suggests, changed by what was given.
  func options(suggested: SamplingOptions) throws -> GenerationOptions {
    if let maxTokens, maxTokens < 0 {
      throw CandorError(.usage, "`--max-tokens` is not negative")
    }
    guard (0...127).contains(draft) else {
      throw CandorError(.usage, "`--draft` is from 0 to 127, not \(draft)")
    }
    var sampling = suggested
    if let temperature { sampling.temperature = temperature }
    if let topK { sampling.topK = topK }
    if let topP { sampling.topP = topP }
    if let minP { sampling.minP = minP }
    if let repetitionPenalty { sampling.repetitionPenalty = repetitionPenalty }
    if let presencePenalty { sampling.presencePenalty = presencePenalty }
    if let frequencyPenalty { sampling.frequencyPenalty = frequencyPenalty }
    if let seed { sampling.seed = seed }
    return GenerationOptions(
      sampling: try sampling.validated(), maximumTokens: maxTokens, stopStrings: stop,
      draft: draft)
  }
}
