import CandorCore
import CandorCorpus
import SystemPackage

/// Building an index of a dataset: reading, sorting, merging and writing.
struct IndexBenchmark {
  let data: [String]
  let output: String
  let threads: Int

  func run() throws {
    let source = try DocumentSource(data.map { FilePath($0) })
    var manifest: IndexManifest?
    let build = try Measurement(warmUp: 0, repeats: 1) {
      var builder = try IndexBuilder(FilePath(output), pool: WorkerPool(threads: threads))
      try source.forEachDocument { try builder.add($0) }
      manifest = try builder.finish()
    }
    guard let manifest else { return }
    let bytes = manifest.files.values.reduce(0) { $0 + $1.bytes }
    let rate = Double(manifest.documentBytes) / build.median / 1e6
    Measurement.report([
      ("what", "index"), ("threads", .integer(Int64(threads))),
      ("bytes", .integer(Int64(manifest.documentBytes))),
      ("documents", .integer(Int64(manifest.documents))),
      ("words", .integer(Int64(manifest.words))),
      ("seconds", Measurement.rounded(build.median)),
      ("megabytesPerSecondPerThread", Measurement.rounded(rate / Double(threads))),
      ("indexBytes", .integer(Int64(bytes))),
      ("indexToText", Measurement.rounded(Double(bytes) / Double(manifest.documentBytes))),
      ("peakMegabytes", Measurement.peakMegabytes),
    ])
  }
}

/// Tracing answers of 450 words, made of pieces of 5 to 40 words from places all over the dataset.
struct TraceBenchmark {
  let index: String
  let answers: Int

  func run() throws {
    let index = try SuffixIndex(FilePath(index))
    let random = RandomStream(seed: 11, purpose: .generator)
    var drawn: UInt32 = 0
    func draw(_ below: Int) -> Int {
      drawn += 1
      return Int(random.integer(drawn, below: UInt64(max(1, below))))
    }
    let texts = try (0..<answers).map { _ in
      var words: [Substring] = []
      while words.count < 450 {
        let text = try index.excerpt(atWord: draw(index.manifest.words), bytes: 400)
        words += text.split(separator: " ").prefix(5 + draw(36))
      }
      return Array(words.prefix(450).joined(separator: " ").utf8)
    }
    let clock = ContinuousClock()
    func pass() throws -> (milliseconds: [Double], spans: Int) {
      var (times, spans) = ([Double](), 0)
      for text in texts {
        let start = clock.now
        spans += try index.trace(text).spans.count
        times.append(start.duration(to: clock.now) / .milliseconds(1))
      }
      return (times.sorted(), spans)
    }
    let first = try pass()
    let second = try pass()
    Measurement.report([
      ("what", "trace"), ("answers", .integer(Int64(answers))), ("words", .integer(450)),
      ("datasetBytes", .integer(Int64(index.manifest.documentBytes))),
      ("spans", .integer(Int64(second.spans))),
      ("firstMedianMilliseconds", Measurement.rounded(first.milliseconds[answers / 2])),
      ("medianMilliseconds", Measurement.rounded(second.milliseconds[answers / 2])),
      ("worstMilliseconds", Measurement.rounded(second.milliseconds[answers - 1])),
      ("peakMegabytes", Measurement.peakMegabytes),
    ])
  }
}
