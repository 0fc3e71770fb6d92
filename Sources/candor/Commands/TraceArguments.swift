import ArgumentParser
import CandorCore
import CandorCorpus
import CandorTraining
import SystemPackage

/// Which spans of a traced text are reported.
struct TraceArguments: ParsableArguments {
  @Option(help: "The shortest span in words (default: one more than chance explains).")
  var minWords: Int?

  @Option(help: "The most spans to report.")
  var spans = 20

  @Option(help: "The most documents to name for each span.")
  var examples = 5

  /// The index in a folder, or that of the release there.
  static func open(_ folder: FilePath, threads: Int) throws -> SuffixIndex {
    guard ReleaseIndex.isRelease(folder) else { return try SuffixIndex(folder) }
    let bar = IndexProgressBar(bytes: 0)
    let index = try ReleaseIndex.open(
      folder, pool: WorkerPool(threads: threads), progress: bar.show)
    Terminal.finishProgress()
    return index
  }

  func options() throws -> Trace.Options {
    guard minWords ?? 1 >= 1 else {
      throw CandorError(.usage, "`--min-words` is at least 1")
    }
    guard spans >= 0, (0...10_000).contains(examples) else {
      throw CandorError(.usage, "`--spans` is not negative, and `--examples` is from 0 to 10,000")
    }
    return Trace.Options(minimumWords: minWords, spans: spans, examples: examples)
  }
}
