import CandorContainers

/// The records of a file that begin within a range of it: what one thread reads at a time.
struct AuditPiece: Sendable {
  let file: AuditFile
  /// The number of the file in the listing.
  let fileNumber: Int
  let range: Range<Int>
  /// All of `files` cut into pieces, in order. The cuts depend on nothing but the files: their sizes,
  /// and the row groups of Parquet files.
  static func pieces(of files: [AuditFile], limits: AuditLimits) -> [AuditPiece] {
    files.enumerated().flatMap { number, file in
      if file.kind == .parquet { return rowGroups(of: file, number) }
      let isCut = file.kind.isCutAnywhere && file.packing == nil
      let step = isCut ? limits.pieceBytes : max(1, file.size)
      return stride(from: 0, to: max(1, file.size), by: step).map { start in
        AuditPiece(
          file: file, fileNumber: number, range: start..<min(start + step, file.size))
      }
    }
  }

  /// A piece for each row group, which begins where the group does; the first one at the file's start.
  private static func rowGroups(of file: AuditFile, _ number: Int) -> [AuditPiece] {
    let groups = (try? ParquetFile(file.path))?.groups ?? []
    var starts = [0]
    for group in groups.dropFirst() where group.place > starts[starts.count - 1] {
      starts.append(group.place)
    }
    return zip(starts, starts.dropFirst() + [file.size]).map { start, end in
      AuditPiece(file: file, fileNumber: number, range: start..<max(start, end))
    }
  }

  /// Whether one thread would be at work on it for long, so that its records are shared out.
  func isLong(_ limits: AuditLimits) -> Bool { range.count > limits.pieceBytes }

  /// What reads all that begins in the range.
  ///
  /// - Throws: `unavailable` if the file is packed and the system lacks the library for it; `notFound`,
  ///   `inputOutput` if it cannot be opened any more.
  func reader(_ limits: AuditLimits) throws -> any RecordReader {
    switch file.kind {
    case .jsonLines: try JSONLinesScan(self, limits: limits)
    case .text: try TextScan(self, limits: limits)
    case .table: try TableScan(self, limits: limits)
    case .tape: try TapeScan(self, limits: limits)
    case .parquet: try parquetReader(limits)
    case .file: try FileScan(self, limits: limits)
    }
  }

  private func parquetReader(_ limits: AuditLimits) throws -> any RecordReader {
    do {
      return try ParquetScan(self, limits: limits)
    } catch let damage as ParquetDamage {
      return DamagedParquetScan(damage, size: range.count)
    }
  }
}
