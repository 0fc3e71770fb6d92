import CandorContainers
import CandorCore
import CandorCorpus
import SystemPackage

extension FileRepair {
  /// A Parquet file without the rows that are removed: ``ParquetRewriter`` says how.
  ///
  /// The keyed digest of a row is that of the record an audit sees; of rows that could not be read, that
  /// of the bytes on disk where the damage is.
  init(
    parquet file: AuditFile, _ removals: [Removal], to path: FilePath, key: KeyedDigest?,
    limits: AuditLimits
  ) throws {
    var parquetLimits = ParquetLimits()
    parquetLimits.rowBytes = limits.recordBytes
    do {
      let parquet = try ParquetFile(file.path)
      keys = try key.map { try Self.keys(of: removals, in: parquet, file, $0, parquetLimits) } ?? []
      var writer = try AtomicFileWriter(to: path)
      var digest = DigestBuilder()
      let damaged = removals.filter { $0.rules == [Removal.unreadable] }.map(\.rows)
      try ParquetRewriter.write(
        parquet, without: removals.map(\.rows), damaged: damaged, limits: parquetLimits
      ) { bytes in
        digest.update(bytes)
        try writer.append(bytes)
      }
      original = try FileDigest(of: file.path).sha256
      try file.checkUnchanged(hint: Self.hint)
      try writer.commit()
      repaired = digest.finalize()
    } catch let damage as ParquetDamage {
      throw CandorError(
        .mismatch, "the file changed during the repair: \(damage.message)",
        hint: Self.hint,
        at: .init(file: file.path.string, byteOffset: damage.range.lowerBound))
    }
  }

  private static func keys(
    of removals: [Removal], in parquet: ParquetFile, _ file: AuditFile, _ key: KeyedDigest,
    _ limits: ParquetLimits
  ) throws -> [Digest] {
    var (key, keys) = (key, [Digest]())
    var writer = ParquetRecordWriter(parquet.schema)
    var record = Record()
    var waiting = removals[...]
    var row = 0
    for (number, group) in parquet.groups.enumerated() {
      let end = row + group.rows
      defer { row = end }
      guard let first = waiting.first, first.row < end else { continue }
      let rows = try ParquetRows(parquet, group: number, limits: limits)
      while let next = waiting.first, next.row < end {
        var (isThere, count) = (false, 1)
        switch rows.next() {
        case .row: isThere = true
        case .unreadable(_, let unreadable): count = unreadable
        case .end: throw ParquetDamage("a row that is gone", at: group.range)
        }
        if row..<row + count ~= next.row {
          waiting.removeFirst()
          if isThere {
            record.clear()
            writer.write(rows.row, into: &record)
            key.update(record.bytes)
          } else {
            var chunks = try FileChunks(file.path, range: next.range)
            while let chunk = try chunks.next() { key.update(chunk) }
          }
          keys.append(key.finish())
        }
        row += count
      }
    }
    return keys
  }
}
