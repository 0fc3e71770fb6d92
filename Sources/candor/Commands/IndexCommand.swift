import ArgumentParser
import CandorCore
import CandorCorpus
import SystemPackage

struct IndexCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "index",
    abstract: "Index the words of a dataset, to find where texts stand in it word for word.",
    discussion: """
      The same documents give the same index with any number of threads and any size of blocks. A \
      build that was stopped goes on when it is started again.
      """)

  @Argument(
    help: """
      Files and folders of documents, and last the folder of the index to make; or a finished index or a \
      release to check or change.
      """)
  var paths: [String]

  @OptionGroup var documents: DocumentArguments

  @Option(help: "Megabytes of text that each thread sorts at once, 1 to 512; changes no bit.")
  var blockSize = 64

  @Flag(help: "Compare every byte of a finished index with its digests instead.")
  var check = false

  @Option(
    help: "Hide the documents with this id from traces in a finished index; may be repeated.")
  var remove: [String] = []

  @Option(
    help: "Count the rows of at least so many words that stand more than once in a finished index.")
  var repeats: Int?

  @OptionGroup var threading: ThreadOptions

  @Flag(help: "Print one JSON object.")
  var json = false

  func run() throws {
    if check {
      for path in paths {
        let index = try TraceArguments.open(FilePath(path), threads: threading.count())
        try index.verify()
        Terminal.write("index   \(index.manifest.digest.hex)")
      }
      return
    }
    if let repeats {
      guard let path = paths.first, paths.count == 1 else {
        throw CandorError(.usage, "`--repeats` looks at one finished index")
      }
      guard (1...1 << 20).contains(repeats) else {
        throw CandorError(.usage, "`--repeats` is from 1 to 1048576 words, not \(repeats)")
      }
      let index = try TraceArguments.open(FilePath(path), threads: threading.count())
      let report = try RepeatsReport(
        index.repeats(
          of: repeats, spans: 20, using: WorkerPool(threads: threading.count())), of: index)
      return json
        ? Terminal.write(bytes: report.json.canonical() + [10])
        : report.lines.forEach { Terminal.write($0) }
    }
    if !remove.isEmpty {
      guard let path = paths.first, paths.count == 1 else {
        throw CandorError(.usage, "`--remove` changes one finished index")
      }
      var index = try TraceArguments.open(FilePath(path), threads: threading.count())
      let documents = try index.remove(remove)
      Terminal.write("hidden  \(TraceReport.count(documents, "document"))")
      return
    }
    try build()
  }

  private func build() throws {
    guard paths.count > 1, let output = paths.last.map({ FilePath($0) }) else {
      throw CandorError(.usage, "name the data, and last the folder of the index to make")
    }
    guard (1...512).contains(blockSize) else {
      throw CandorError(.usage, "`--block-size` is from 1 to 512, not \(blockSize)")
    }
    let start = ContinuousClock.now
    let source = try DocumentSource(
      paths.dropLast().map { FilePath($0) }, options: documents.options())
    let bar = try IndexProgressBar(bytes: source.size())
    var builder = try IndexBuilder(
      output, pool: WorkerPool(threads: threading.count()), blockBytes: blockSize << 20,
      progress: bar.show)
    try source.forEachDocument { try builder.add($0) }
    let manifest = try builder.finish()
    Terminal.finishProgress()
    let seconds = RunProgressBar.seconds(ContinuousClock.now - start)
    if json {
      Terminal.write(bytes: manifest.report(seconds: seconds).canonical() + [10])
    } else {
      Terminal.write("index   \(manifest.digest.hex)")
      Terminal.write("dataset \(manifest.dataset.hex)")
      Terminal.write("\(manifest.words) words in \(manifest.documents) documents")
      Terminal.log("\(RunProgressBar.fixed(seconds, 1)) s")
    }
  }
}

extension IndexManifest {
  fileprivate func report(seconds: Double) -> JSONValue {
    let bytes = files.values.reduce(0) { $0 + $1.bytes }
    return [
      "index": .string(digest.hex), "dataset": .string(dataset.hex),
      "documents": .integer(Int64(documents)), "documentBytes": .integer(Int64(documentBytes)),
      "words": .integer(Int64(words)), "bytes": .integer(Int64(bytes)),
      "seconds": .double((seconds * 1000).rounded() / 1000),
    ]
  }
}
