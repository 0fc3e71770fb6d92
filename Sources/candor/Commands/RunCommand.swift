import ArgumentParser
import CandorCore
import CandorModels
import SystemPackage

struct RunCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run",
    abstract: "Let a model continue a prompt: greedy, or sampled from a seed.",
    discussion: "The same model, prompt and options give the same answer on every machine.")

  @OptionGroup var model: ModelArguments

  @Argument(help: "What to continue (default: standard input).")
  var prompt: String?

  @OptionGroup var generation: GenerationArguments

  @Flag(help: "Give each token's natural log-probability, in `--json`.")
  var logprobs = false

  @Option(help: "With `--logprobs`: also give this many most probable tokens; at most 20.")
  var topLogprobs = 0

  @Option(help: "Keep what the model has read in this file, and read it back the next time.")
  var promptCache: String?

  @Option(help: "Write the prompt's ids and all its logits to this safetensors file.")
  var dumpLogits: String?

  @Option(
    help: "Say under the answer where its words stand in the dataset of this index or release.")
  var trace: String?

  @Flag(help: "Print one JSON object.")
  var json = false

  func run() throws {
    guard (0...20).contains(topLogprobs) else {
      throw CandorError(.usage, "`--top-logprobs` is from 0 to 20, not \(topLogprobs)")
    }
    let tracer = try AnswerTracer(trace, threads: model.threading.count())
    let model = try model.open()
    let cache = try self.model.cache(promptCache, of: model)
    let prompt = try prompt ?? Terminal.readInput()
    if let dumpLogits { try model.writeLogits(of: prompt, to: FilePath(dumpLogits)) }
    var options = try generation.options(suggested: model.suggestedSampling)
    options.logProbabilities = logprobs
    options.alternatives = topLogprobs
    options.logitDigest = json
    let generation = try model.generate(prompt: prompt, options: options, cache: cache) { piece in
      if !json { Terminal.write(bytes: Array(piece.utf8)) }
    }
    guard json else {
      Terminal.write("")
      try tracer?.show(generation.text)
      return
    }
    let report = try tracer?.add(generation.text, to: generation.json) ?? generation.json
    Terminal.write(bytes: report.canonical() + [10])
  }
}
