/// The records of plain text: the whole file, or, of a long one, the lines that begin in each piece.
///
/// Text has no framing that a bad byte could break, so bytes that are not UTF-8 make a finding and
/// not an unreadable record.
final class TextScan: RecordReader {
  private var lines: LineCutter
  private let pieceBytes: Int
  private let isWholeFile: Bool
  private let pictureLimit: Int
  private var record = Record()
  private var range = 0..<0

  init(_ piece: AuditPiece, limits: AuditLimits) throws {
    lines = try LineCutter(piece, limits: limits)
    pieceBytes = limits.pieceBytes
    pictureLimit = limits.pictureBytes
    isWholeFile = piece.range == 0..<piece.file.size
  }

  var placeOnDisk: Int { lines.placeOnDisk }

  func read(into sink: inout some RecordSink) {
    while !sink.isFull {
      guard let piece = lines.next() else {
        if isWholeFile, range.lowerBound == 0, !range.isEmpty {
          FileIntake.take(record.bytes, sink.wantedOfFiles, into: &record)
        }
        return flush(into: &sink)
      }
      switch piece {
      case .gap(let reason, let gap):
        flush(into: &sink)
        sink.gap(reason, onDisk: gap)
      case .broken(let reason, let line):
        flush(into: &sink)
        sink.unreadable(reason, at: line)
      case .line(let place, at: let line):
        // A packed file is one piece; it is cut where it would be if it were not packed.
        if line.lowerBound / pieceBytes != range.lowerBound / pieceBytes { flush(into: &sink) }
        if range.isEmpty { range = line.lowerBound..<line.lowerBound }
        record.extendText(lines.buffer[place])
        range = range.lowerBound..<line.upperBound
      }
    }
  }

  private func flush(into sink: inout some RecordSink) {
    if !range.isEmpty { sink.record(record, at: range) }
    record.clear()
    range = range.upperBound..<range.upperBound
  }
}
