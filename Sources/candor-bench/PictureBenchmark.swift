import CandorAudit
import CandorCore
import SystemPackage

/// The pictures of a folder, hashed from their bytes, in memory.
struct PictureBenchmark {
  let folder: String
  let threads: Int

  func run() throws {
    let pictures = try PictureReading.pictures(in: FilePath(folder)).map(\.bytes)
    let pool = try WorkerPool(threads: threads)
    let limits = AuditLimits()
    let hashing = Measurement(warmUp: 1, repeats: 3) {
      _ = pool.map(pictures.count) { try? PictureHash(pictures[$0], limits: limits) }
    }
    let digests = Measurement(warmUp: 1, repeats: 3) {
      _ = pool.map(pictures.count) { number in
        let bytes = pictures[number]
        var md5 = MD5Builder()
        md5.update(bytes.span.rawBytes)
        return (md5.finalize(), Digest(of: bytes))
      }
    }
    let megabytes = Double(pictures.reduce(0) { $0 + $1.count }) / 1e6
    Measurement.report([
      ("what", "pictures"), ("pictures", .integer(Int64(pictures.count))),
      ("threads", .integer(Int64(threads))),
      ("picturesPerSecond", Measurement.rounded(Double(pictures.count) / hashing.median)),
      ("megabytesPerSecond", Measurement.rounded(megabytes / hashing.median)),
      ("digestMegabytesPerSecond", Measurement.rounded(megabytes / digests.median)),
    ])
  }
}
