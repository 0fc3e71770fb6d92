import CandorContainers
import CandorCore
import CandorCorpus
import SystemPackage

/// One file copied without the records that are removed, in their order.
///
/// A packed file is written unpacked; a Parquet file that loses anything, as `ParquetRewriter` says. All else
/// is copied byte for byte.
struct FileRepair {
  /// Of the file on disk, as it was read.
  let original: Digest
  /// nil if nothing was written.
  let repaired: Digest?
  /// For each removal the keyed digest of its bytes, less the line end.
  let keys: [Digest]

  static let hint = "keep the files as they are, and audit them again"

  /// - Parameters:
  ///   - removals: in the order of the file.
  ///   - byteCount: of the unpacked file, if it is known.
  ///   - path: the file to write; its folder is there.
  /// - Throws: `mismatch` if the file is not what it was when it was listed; `inputOutput`.
  init(
    _ file: AuditFile, _ removals: [Removal], expecting byteCount: Int? = nil, to path: FilePath,
    key: KeyedDigest?, limits: AuditLimits
  ) throws {
    // Row groups without rows can hold values all the same, and go.
    let losesGroups =
      file.kind == .parquet
      && (try? ParquetFile(file.path))?.groups.contains { $0.rows == 0 } ?? false
    if file.kind == .parquet, !removals.isEmpty || losesGroups {
      try self.init(parquet: file, removals, to: path, key: key, limits: limits)
    } else {
      try self.init(
        bytesOf: file, removals, expecting: byteCount, to: path, key: key, limits: limits)
    }
  }

  private init(
    bytesOf file: AuditFile, _ removals: [Removal], expecting byteCount: Int?, to path: FilePath,
    key: KeyedDigest?, limits: AuditLimits
  ) throws {
    var source = try UnpackedBytes(file, 0..<file.size, limits: limits)
    var writer = try AtomicFileWriter(to: path)
    var digest = DigestBuilder()
    var keyed = key
    var keys: [Digest] = []
    var waiting = removals[...]
    var ending: [UInt8] = []
    var offset = 0
    while let piece = source.next() {
      guard case .bytes(let bytes) = piece else { continue }
      var start = 0
      while start < bytes.count {
        let place = offset + start
        let removal = waiting.first?.range
        if let removal, removal.lowerBound <= place {
          let end = min(bytes.count, removal.upperBound - offset)
          // A line end is held back: it is no part of what is named.
          let run = ending + bytes[start..<end]
          let named = 1 + (run.lastIndex { $0 != 0x0A && $0 != 0x0D } ?? -1)
          ending = Array(run[named...])
          keyed?.update(Array(run[..<named]))
          start = end
          if offset + end == removal.upperBound {
            if let key = keyed?.finish() { keys.append(key) }
            ending = []
            waiting.removeFirst()
          }
        } else {
          let end = min(bytes.count, removal.map { $0.lowerBound - offset } ?? bytes.count)
          let kept = start == 0 && end == bytes.count ? bytes : Array(bytes[start..<end])
          digest.update(kept)
          try writer.append(kept)
          start = end
        }
      }
      offset += bytes.count
    }
    guard offset == byteCount ?? offset, waiting.isEmpty else {
      throw CandorError(
        .mismatch, "the file is not what it was: it has \(offset) bytes",
        hint: Self.hint, at: .init(file: file.path.string))
    }
    original = try FileDigest(of: file.path).sha256
    try file.checkUnchanged(hint: Self.hint)
    try writer.commit()
    repaired = digest.finalize()
    self.keys = keys
  }
}
