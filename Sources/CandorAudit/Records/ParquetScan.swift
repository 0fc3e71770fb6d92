import CandorContainers

/// The records of a piece of a Parquet file: the rows of the row groups that begin in it.
///
/// What cannot be read is counted by rows, at the bytes of the damaged page. A page's bytes are counted
/// with the first row that needs it.
final class ParquetScan: RecordReader {
  private let file: ParquetFile
  private let limits: ParquetLimits
  private var waiting: [Int]
  private var group = 0..<0
  private var rows: ParquetRows?
  private var writer: ParquetRecordWriter
  private var record = Record()
  /// Bytes of the file outside all row groups, which its first piece speaks of.
  private var rest: Int
  private(set) var placeOnDisk: Int

  init(_ piece: AuditPiece, limits: AuditLimits) throws {
    let file = try ParquetFile(piece.file.path)
    self.file = file
    var parquetLimits = ParquetLimits()
    parquetLimits.rowBytes = limits.recordBytes
    self.limits = parquetLimits
    waiting = file.groups.indices.filter { piece.range.contains(file.groups[$0].place) }.reversed()
    // Sees that the libraries are there.
    for group in waiting { _ = try ParquetRows(file, group: group, limits: parquetLimits) }
    writer = ParquetRecordWriter(file.schema)
    rest =
      piece.range.lowerBound == 0 ? file.size - file.groups.reduce(0) { $0 + $1.size } : 0
    placeOnDisk = piece.range.lowerBound
  }

  func read(into sink: inout some RecordSink) {
    if rest > 0 {
      sink.between(rest)
      rest = 0
    }
    while !sink.isFull {
      guard let rows else {
        guard let number = waiting.popLast() else { return }
        open(number, &sink)
        continue
      }
      switch rows.next() {
      case .row:
        record.clear()
        writer.write(rows.row, into: &record, files: sink.wantedOfFiles)
        sink.record(record, at: group, bytes: takeBytes(rows))
      case .unreadable(let damage, let count):
        sink.unreadable(
          Unreadable(damage), at: damage.range, records: count, bytes: takeBytes(rows))
      case .end:
        sink.between(takeBytes(rows))
        self.rows = nil
      }
    }
  }

  private func open(_ number: Int, _ sink: inout some RecordSink) {
    let info = file.groups[number]
    group = info.range
    rows = try? ParquetRows(
      file, group: number, limits: limits, keepsBinary: !sink.wantedOfFiles.isEmpty)
    if rows == nil {
      sink.unreadable(.readError, at: group, records: info.rows, bytes: info.size)
    }
  }

  private func takeBytes(_ rows: ParquetRows) -> Int {
    let bytes = rows.takeBytes()
    placeOnDisk += bytes
    return bytes
  }
}

/// A Parquet file whose footer cannot be read.
final class DamagedParquetScan: RecordReader {
  private let damage: ParquetDamage
  private let size: Int
  private var isDone = false

  init(_ damage: ParquetDamage, size: Int) {
    self.damage = damage
    self.size = size
  }

  var placeOnDisk: Int { isDone ? size : 0 }

  func read(into sink: inout some RecordSink) {
    guard !isDone else { return }
    isDone = true
    sink.unreadable(Unreadable(damage), at: damage.range, records: 1, bytes: size)
  }
}

extension Unreadable {
  init(_ damage: ParquetDamage) {
    switch damage.kind {
    case .malformed: self = .damagedParquet
    case .unsupported: self = .unsupportedParquet
    case .tooLarge: self = .unpacksTooFar
    }
  }
}
