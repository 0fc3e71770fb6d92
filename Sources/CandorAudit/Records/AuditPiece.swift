/// The records of a file that begin within a range of it: what one thread reads at a time.
struct AuditPiece: Sendable {
  let file: AuditFile
  /// The number of the file in the listing.
  let fileNumber: Int
  let range: Range<Int>

  /// All of `files` cut into pieces, in order. The cuts depend on nothing but the files' sizes.
  static func pieces(of files: [AuditFile], limits: AuditLimits) -> [AuditPiece] {
    files.enumerated().flatMap { number, file in
      let step = file.kind.isCutAnywhere && !file.isPacked ? limits.pieceBytes : max(1, file.size)
      return stride(from: 0, to: max(1, file.size), by: step).map { start in
        AuditPiece(
          file: file, fileNumber: number, range: start..<min(start + step, file.size))
      }
    }
  }

  /// Hands everything that begins in the range to `sink`.
  ///
  /// - Throws: `unavailable` if the file is packed and the system has no zlib; `notFound`,
  ///   `inputOutput` if it cannot be opened any more.
  func read(into sink: inout some RecordSink, limits: AuditLimits) throws {
    switch file.kind {
    case .jsonLines:
      var reader = try JSONLinesScan(self, limits: limits)
      reader.read(into: &sink)
    case .text:
      var reader = try TextScan(self, limits: limits)
      reader.read(into: &sink)
    case .table:
      var reader = try TableScan(self, limits: limits)
      reader.read(into: &sink)
    case .tape:
      var reader = try TapeScan(self, limits: limits)
      reader.read(into: &sink)
    }
  }
}
