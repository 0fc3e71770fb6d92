import CandorCore

/// A file as one record, of which lists want the digests or the picture that it is; nothing else in it is
/// looked into.
final class FileScan: RecordReader {
  private var source: UnpackedBytes
  private let limit: Int
  private var isDone = false

  init(_ piece: AuditPiece, limits: AuditLimits) throws {
    source = try UnpackedBytes(piece.file, piece.range, limits: limits)
    limit = limits.pictureBytes
  }

  var placeOnDisk: Int { source.placeOnDisk }

  func read(into sink: inout some RecordSink) {
    guard !isDone else { return }
    isDone = true
    var (file, end) = (FileIntake(sink.wantedOfFiles, limit: limit), 0)
    while let piece = source.next() {
      switch piece {
      case .bytes(let bytes):
        file.update(bytes)
        end += bytes.count
      case .gap(let reason, let range):
        if end > 0 { sink.unreadable(.besideDamage, at: 0..<end) }
        return sink.gap(reason, onDisk: range)
      }
    }
    var record = Record()
    do {
      try file.finish(into: &record)
      sink.record(record, at: 0..<end)
    } catch {
      sink.unreadable(error, at: 0..<end)
    }
  }
}
