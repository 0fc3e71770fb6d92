import ArgumentParser
import CandorCore
import CandorModels
import CandorRelease
import CandorTraining
import SystemPackage

struct DemoCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "demo",
    abstract: "The main job, on the release that ships with the source: see the seven pieces, "
      + "rebuild the parameters from them, and use the rebuilt model.")

  @Argument(help: "Another release to show.")
  var release: String?

  @OptionGroup var threading: ThreadOptions

  func run() throws {
    let folder = try release.map { FilePath($0) } ?? Places.demoRelease()
    let manifest = try ReleaseManifest(in: folder)
    Terminal.write("\(Terminal.bold(manifest.name)) \(manifest.version)")
    Terminal.write(manifest.description)
    Terminal.write("")
    Terminal.write("The seven pieces:")
    for (piece, entry) in manifest.pieces {
      let term = piece.term.padding(to: 28)
      let terms = entry.licence.map { "\($0)" } ?? "no licence"
      let place =
        entry.paths.isEmpty
        ? entry.absence ?? "by reference" : entry.paths.map(\.text).joined(separator: ", ")
      Terminal.write("  \(term)\(terms.padding(to: 14))\(place)")
    }
    Terminal.write("")

    let options = Reproduction.Options(threads: try threading.count())
    let reproduction = Reproduction(folder, options: options)
    let bar = RunProgressBar(logsValidations: false)
    Terminal.write("Rebuilding the parameters from the other six pieces …")
    let result = try reproduction.check(bar.show)
    Terminal.finishProgress()
    for line in ReproductionReport(result).lines { Terminal.write(line) }
    guard result.verdict == .reproduced, let run = reproduction.run,
      let state = reproduction.rebuilt
    else { throw ExitCode(1) }
    Terminal.write("")
    try tell(run, state)
  }

  /// Lets the rebuilt model tell a story, and answer a question about one.
  private func tell(_ run: TrainingRun, _ state: TrainingState) throws {
    let decoder = run.trainer.decoder
    let model = LanguageModel(
      decoder: decoder,
      weights: try PackedWeights(
        state.parameters, layout: state.layout, arithmetic: decoder.arithmetic),
      tokenizer: run.data.tokenizer)
    Terminal.write("A story by the rebuilt model (seed 1):")
    var sampled = GenerationOptions()
    sampled.sampling = .init(temperature: 1, seed: 1)
    let story = try model.generate(prompt: "Once", options: sampled)
    Terminal.write(indented("Once" + story.text))
    let question =
      "Once Anna was upstairs. Fox followed Anna. Ben was outside. Crow was upstairs. "
      + "Anna went downtown. Ben went uphill.\nWhere is Fox?"
    Terminal.write("A question to it, and its answer:")
    let answer = try model.generate(prompt: question, options: GenerationOptions())
    Terminal.write(indented(question + answer.text))
  }

  private func indented(_ text: String) -> String {
    text.split(separator: "\n", omittingEmptySubsequences: false).map { "  \($0)" }
      .joined(separator: "\n")
  }
}

extension String {
  fileprivate func padding(to width: Int) -> String {
    self + String(repeating: " ", count: max(1, width - count))
  }
}
