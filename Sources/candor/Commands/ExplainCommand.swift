import ArgumentParser
import CandorCore
import CandorModels
import SystemPackage

struct ExplainCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "explain",
    abstract: "See what a model expected in the place of each token, and after each of its layers.",
    discussion: """
      With `--max-tokens`, the model's own continuation is explained too. Surprise and entropy are in \
      bits here; in `--json`, logarithms are natural.
      """)

  @OptionGroup var model: ModelArguments

  @Argument(help: "The text to explain (default: standard input).")
  var prompt: String?

  @OptionGroup var generation: GenerationArguments

  @Option(help: "How many of the most probable tokens to show for each place; 1 to 20.")
  var alternatives = 5

  @Option(help: "Also write a page with a picture to this file.")
  var html: String?

  @Flag(help: "Print one JSON object.")
  var json = false

  func run() throws {
    guard (1...20).contains(alternatives) else {
      throw CandorError(.usage, "`--alternatives` is from 1 to 20, not \(alternatives)")
    }
    let path = model.path
    let model = try model.open()
    var options = try generation.options(suggested: model.suggestedSampling)
    options.maximumTokens = options.maximumTokens ?? 0
    let explanation = try model.explain(
      prompt: prompt ?? Terminal.readInput(), options: options, alternatives: alternatives)
    if let html {
      let name = path.lastComponent?.string ?? path.string
      try AtomicFile.write(ExplanationPage(explanation, model: name).html, to: FilePath(html))
    }
    if json {
      Terminal.write(bytes: explanation.json.canonical() + [10])
    } else {
      for line in ExplanationTable(explanation).lines { Terminal.write(line) }
    }
  }
}
