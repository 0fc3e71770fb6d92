import CandorCore
import CandorCorpus
import SystemPackage

/// SHA-256 of a file, and its documents read one by one, on one thread.
struct ReadingBenchmark {
  let file: String

  func run() throws {
    let path = FilePath(file)
    let megabytes = Double(try FileSystem.read(path).count) / 1e6
    let options = ReadingOptions(textSplit: .paragraph)
    let hashing = try Measurement(repeats: 7) { _ = try Digest.ofFile(path) }
    let reading = try Measurement(repeats: 7) {
      try DocumentSource([path], options: options).forEachDocument { _ in }
    }
    Measurement.report([
      ("what", "reading"), ("megabytes", Measurement.rounded(megabytes)),
      ("sha256MegabytesPerSecond", Measurement.rounded(megabytes / hashing.median)),
      ("documentsMegabytesPerSecond", Measurement.rounded(megabytes / reading.median)),
    ])
  }
}
