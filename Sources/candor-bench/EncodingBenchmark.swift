import CandorCore
import CandorText
import SystemPackage

/// Encoding of a text by a tokenizer in a folder, on one thread.
struct EncodingBenchmark {
  let folder: String
  let file: String

  func run() throws {
    let text = try FileSystem.read(FilePath(file))
    let loading = try Measurement(warmUp: 0, repeats: 3) { _ = try TokenizerSource.load(folder) }
    let tokenizer = try TokenizerSource.load(folder)
    var ids: [Int32] = []
    // A copy of a tokenizer that has met no word yet, each time.
    let fresh = try (0..<3).map { _ in try TokenizerSource.load(folder) }
    var round = 0
    let encoding = try Measurement(warmUp: 0, repeats: 3) {
      ids = fresh[round].encode(text)
      round += 1
    }
    let decoding = try Measurement(warmUp: 0, repeats: 3) { _ = tokenizer.decode(ids) }
    Measurement.report([
      ("what", "encode"), ("bytes", .integer(Int64(text.count))),
      ("tokens", .integer(Int64(ids.count))),
      ("digest", .string(TokenizerComparison.digest(ids))),
      ("seconds", Measurement.rounded(encoding.median)),
      ("megabytesPerSecond", Measurement.rounded(Double(text.count) / encoding.median / 1e6)),
      (
        "decodingMegabytesPerSecond",
        Measurement.rounded(Double(text.count) / decoding.median / 1e6)
      ),
      ("loadingSeconds", Measurement.rounded(loading.median)),
    ])
  }
}
