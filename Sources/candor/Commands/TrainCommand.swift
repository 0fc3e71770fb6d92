import ArgumentParser
import CandorCore
import CandorRelease
import CandorTraining
import SystemPackage

struct TrainCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "train",
    abstract: "Train a model from a recipe, and make a release of all seven pieces.",
    discussion: "A run that was stopped goes on from its last checkpoint when started again.")

  @Argument(help: "The recipe, or a folder that holds `recipe.yaml`.")
  var recipe: String

  @Option(name: .shortAndLong, help: "The folder of the release.")
  var output: String

  @Option(help: "The checkout of Candor that `source.tar` is made from (default: found by itself).")
  var source: String?

  @Option(help: "Real workers that share the recipe's virtual workers; changes no bit.")
  var workers = 1

  @OptionGroup var threading: ThreadOptions

  @Flag(help: "Print one JSON object.")
  var json = false

  func run() throws {
    let clock = ContinuousClock()
    let start = clock.now
    let recipe = try Recipe(FilePath(recipe))
    let bar = RunProgressBar(logsValidations: true)
    bar.show(.preparing("reading documents"))
    let run = try TrainingRun(recipe, threads: threading.count(), workers: workers)
    let session = try TrainingSession(run, folder: FilePath(output))
    let source = source.map { FilePath($0) } ?? Places.sourceRoot()
    try session.checkPublishable(sourceRoot: source)
    let state = try session.train(bar.show)
    Terminal.finishProgress()
    let lock = try session.publish(state, sourceRoot: source)
    let seconds = RunProgressBar.seconds(clock.now - start)
    if json {
      let object: JSONValue = [
        "release": .string(output), "steps": .integer(Int64(state.step)),
        "parameterDigest": .string(lock.run?.parameterDigest.hex ?? ""),
        "seconds": .double((seconds * 1000).rounded() / 1000),
      ]
      Terminal.write(bytes: object.canonical() + [10])
    } else {
      Terminal.write("parameters \(lock.run?.parameterDigest.hex ?? "")")
      Terminal.write("release    \(output)")
      Terminal.log("\(state.step) steps in \(RunProgressBar.fixed(seconds, 1)) s")
    }
  }
}
