import ArgumentParser
import CandorCore
import CandorCorpus
import SystemPackage

struct TraceCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "trace",
    abstract: "Find where the words of a text stand in a dataset, word for word.",
    discussion: """
      Spans are the longest rows of whole words that stand in the dataset. The least probable come \
      first. A text that stands there was not necessarily learned from there. A release's own index is \
      made when it is first asked for.
      """)

  @Argument(help: "The folder of an index, or of a release.")
  var index: String

  @Option(help: "The text to trace (default: standard input).")
  var text: String?

  @OptionGroup var trace: TraceArguments

  @Option(help: "Also write a page with the text and its documents to this file.")
  var html: String?

  @OptionGroup var threading: ThreadOptions

  @Flag(help: "Print one JSON object.")
  var json = false

  func run() throws {
    let index = try TraceArguments.open(FilePath(index), threads: threading.count())
    let text = try text ?? Terminal.readInput()
    let start = ContinuousClock.now
    let result = try index.trace(Array(text.utf8), options: trace.options())
    let seconds = RunProgressBar.seconds(ContinuousClock.now - start)
    if let html {
      try AtomicFile.write(TracePage(result, index: index.manifest).html, to: FilePath(html))
    }
    if json {
      Terminal.write(bytes: result.json(index.manifest, seconds: seconds).canonical() + [10])
    } else {
      for line in TraceReport(result).lines { Terminal.write(line) }
      Terminal.log("\(RunProgressBar.fixed(seconds * 1000, 1)) ms")
    }
  }
}
