import CandorCore
import SystemPackage

extension FileRepair {
  /// A file that is a record and is removed: nothing of it is written.
  ///
  /// - Throws: `mismatch` if the file is not as long as it was; `notFound`, `inputOutput`.
  init(leavingOut file: AuditFile, key: KeyedDigest?) throws {
    var (digest, keyed, count) = (DigestBuilder(), key, 0)
    var chunks = try FileChunks(file.path)
    while let chunk = try chunks.next() {
      digest.update(chunk)
      keyed?.update(chunk)
      count += chunk.count
    }
    guard count == file.size else {
      throw CandorError(
        .mismatch, "the file is not what it was: it has \(count) bytes",
        hint: "keep the files as they are, and run again", at: .init(file: file.path.string))
    }
    original = digest.finalize()
    repaired = nil
    keys = [keyed?.finish()].compactMap(\.self)
  }
}
