/// The records of JSON Lines: an object a line.
final class JSONLinesScan: RecordReader {
  private var lines: LineCutter
  private var record = Record()

  init(_ piece: AuditPiece, limits: AuditLimits) throws {
    lines = try LineCutter(piece, limits: limits)
  }

  var placeOnDisk: Int { lines.placeOnDisk }

  func read(into sink: inout some RecordSink) {
    while !sink.isFull, let piece = lines.next() {
      switch piece {
      case .gap(let reason, let range): sink.gap(reason, onDisk: range)
      case .broken(let reason, let range): sink.unreadable(reason, at: range)
      case .line(let place, at: let range): read(place, at: range, into: &sink)
      }
    }
  }

  private func read(
    _ place: Range<Int>, at range: Range<Int>, into sink: inout some RecordSink
  ) {
    let bytes = lines.buffer
    var line = place
    if range.lowerBound == 0, bytes[line].starts(with: [0xEF, 0xBB, 0xBF]) {
      line = line.lowerBound + 3..<line.upperBound
    }
    guard !bytes[line].allSatisfy({ ByteSet.jsonSpace.contains($0) }) else {
      return sink.between(range)
    }
    do throws(Unreadable) {
      guard bytes.isUTF8(line) else { throw Unreadable.notUTF8 }
      record.clear()
      try JSONScanner.read(bytes, line, into: &record)
      sink.record(record, at: range)
    } catch {
      sink.unreadable(error, at: range)
    }
  }
}

extension [UInt8] {
  func isUTF8(_ range: Range<Int>) -> Bool {
    (try? UTF8Span(validating: span.extracting(range))) != nil
  }
}
