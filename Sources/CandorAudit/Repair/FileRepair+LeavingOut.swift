import CandorCore
import SystemPackage

extension FileRepair {
  /// A file that is a record and is removed: nothing of it is written.
  ///
  /// - Throws: `mismatch` if the file is not what it was when it was listed; `notFound`, `inputOutput`.
  init(leavingOut file: AuditFile, key: KeyedDigest?) throws {
    var (digest, keyed) = (DigestBuilder(), key)
    var chunks = try FileChunks(file.path)
    while let chunk = try chunks.next() {
      digest.update(chunk)
      keyed?.update(chunk)
    }
    try file.checkUnchanged(hint: Self.hint)
    original = digest.finalize()
    repaired = nil
    keys = [keyed?.finish()].compactMap(\.self)
  }
}
