import CandorCore

/// A file as one record: nothing in it is looked into, and its digests are known.
final class FileScan: RecordReader {
  private var source: UnpackedBytes
  private var isDone = false

  init(_ piece: AuditPiece, limits: AuditLimits) throws {
    source = try UnpackedBytes(piece.file, piece.range, limits: limits)
  }

  var placeOnDisk: Int { source.placeOnDisk }

  func read(into sink: inout some RecordSink) {
    guard !isDone else { return }
    isDone = true
    var (keys, end) = (FileKeysBuilder(), 0)
    while let piece = source.next() {
      switch piece {
      case .bytes(let bytes):
        keys.update(bytes.span.rawBytes)
        end += bytes.count
      case .gap(let reason, let range):
        if end > 0 { sink.unreadable(.besideDamage, at: 0..<end) }
        return sink.gap(reason, onDisk: range)
      }
    }
    var record = Record()
    record.append(keys.finalize())
    sink.record(record, at: 0..<end)
  }
}
