import ArgumentParser
import CandorCore
import CandorModels
import CandorTensors
import SystemPackage

struct RunCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run",
    abstract: "Let a model continue a prompt: greedy, or sampled from a seed.",
    discussion: "The same model, prompt and options give the same answer on every machine.")

  @Argument(help: "The folder of a release.")
  var release: String

  @Argument(help: "What to continue (default: standard input).")
  var prompt: String?

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

  @Option(help: "The seed of the draws.")
  var seed: UInt64?

  @Option(help: "End before this text; may be given more than once.")
  var stop: [String] = []

  @Flag(help: "Give each token's natural log-probability, in `--json`.")
  var logprobs = false

  @Option(help: "Write the prompt's ids and all its logits to this safetensors file.")
  var dumpLogits: String?

  @OptionGroup var threading: ThreadOptions

  @Flag(help: "Print one JSON object.")
  var json = false

  func run() throws {
    if let maxTokens, maxTokens < 0 {
      throw CandorError(.usage, "`--max-tokens` is not negative")
    }
    let model = try LanguageModel(
      folder: FilePath(release), arithmetic: Arithmetic(threads: threading.count()))
    let prompt = try prompt ?? Terminal.readInput()
    if let dumpLogits { try model.writeLogits(of: prompt, to: FilePath(dumpLogits)) }
    let options = GenerationOptions(
      sampling: try sampling(model.suggestedSampling), maximumTokens: maxTokens,
      stopStrings: stop, logProbabilities: logprobs, logitDigest: json)
    let generation = try model.generate(prompt: prompt, options: options) { piece in
      if !json { Terminal.write(bytes: Array(piece.utf8)) }
    }
    Terminal.write(bytes: json ? generation.json.canonical() + [10] : [10])
  }

  private func sampling(_ suggested: SamplingOptions) throws -> SamplingOptions {
    var sampling = suggested
    if let temperature { sampling.temperature = temperature }
    if let topK { sampling.topK = topK }
    if let topP { sampling.topP = topP }
    if let minP { sampling.minP = minP }
    if let repetitionPenalty { sampling.repetitionPenalty = repetitionPenalty }
    if let seed { sampling.seed = seed }
    return try sampling.validated()
  }
}
