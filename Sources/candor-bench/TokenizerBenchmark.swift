import CandorCore
import CandorText
import SystemPackage

/// Byte-pair training on a text file, cut into documents at line ends every 10 KB.
struct TokenizerBenchmark {
  let file: String
  let vocabulary: Int
  let threads: Int

  func run() throws {
    let bytes = try FileSystem.read(FilePath(file))
    var documents: [[UInt8]] = []
    var start = 0
    while start < bytes.count {
      let end = bytes[min(start + 10_000, bytes.count)...].firstIndex(of: 10).map { $0 + 1 }
      documents.append(Array(bytes[start..<(end ?? bytes.count)]))
      start = end ?? bytes.count
    }
    let pool = try WorkerPool(threads: threads)
    let training = try Measurement(warmUp: 1, repeats: 3) {
      var trainer = try BytePairTrainer(vocabularySize: vocabulary)
      trainer.add(documents, on: pool)
      _ = try trainer.train()
    }
    Measurement.report([
      ("what", "bpe"), ("vocabulary", .integer(Int64(vocabulary))),
      ("threads", .integer(Int64(threads))), ("bytes", .integer(Int64(bytes.count))),
      ("seconds", Measurement.rounded(training.median)),
      ("megabytesPerSecond", Measurement.rounded(Double(bytes.count) / training.median / 1e6)),
    ])
  }
}
