/// The records of comma or tab separated values (RFC 4180); the first row names the columns.
///
/// A quote that does not end costs the line it is on: reading goes on at the next line.
final class TableScan: RecordReader {
  private var lines: LineCutter
  private let separator: UInt8
  private let limit: Int
  private var names: [[UInt8]]?
  private var record = Record()

  /// Lines that were read and are not yet part of a row, the oldest first.
  private var waiting: ArraySlice<(bytes: [UInt8], range: Range<Int>)> = []

  init(_ piece: AuditPiece, limits: AuditLimits) throws {
    lines = try LineCutter(piece, limits: limits)
    separator = UInt8(ascii: piece.file.unpackedName.hasSuffix(".tsv") ? "\t" : ",")
    limit = limits.recordBytes
  }

  var placeOnDisk: Int { lines.placeOnDisk }

  func read(into sink: inout some RecordSink) {
    while !sink.isFull {
      guard let piece = lines.next() else { return takeRows(isLast: true, into: &sink) }
      switch piece {
      case .line(let place, at: let range):
        waiting.append((Array(lines.buffer[place]), range))
        takeRows(isLast: false, into: &sink)
      case .broken(let reason, let range):
        takeRows(isLast: true, into: &sink)
        sink.unreadable(reason, at: range)
      case .gap(let reason, let range):
        takeRows(isLast: true, into: &sink)
        sink.gap(reason, onDisk: range)
      }
    }
  }

  /// Takes whole rows off the waiting lines; at the end, or when a row grows too long, its first
  /// line is given up.
  private func takeRows(isLast: Bool, into sink: inout some RecordSink) {
    while let first = waiting.first {
      switch row(of: waiting) {
      case .fields(let fields, let count):
        let range =
          first.range.lowerBound..<waiting[waiting.startIndex + count - 1].range.upperBound
        waiting.removeFirst(count)
        take(fields, at: range, into: &sink)
      case .malformed:
        waiting.removeFirst()
        sink.unreadable(.unclosedQuote, at: first.range)
      case .unfinished:
        let length = (waiting.last?.range.upperBound ?? 0) - first.range.lowerBound
        guard isLast || length > limit else { return }
        waiting.removeFirst()
        sink.unreadable(.unclosedQuote, at: first.range)
      }
    }
  }

  private func take(
    _ fields: [[UInt8]], at range: Range<Int>, into sink: inout some RecordSink
  ) {
    if fields.count == 1, fields[0].isEmpty { return sink.between(range) }
    guard let names else {
      names = fields
      return sink.between(range)
    }
    record.clear()
    for (index, field) in fields.enumerated() {
      let keyStart = record.bytes.count
      var key: Range<Int>?
      if index < names.count {
        record.append(names[index][...])
        key = keyStart..<record.bytes.count
        record.append(UInt8(ascii: ":"))
        record.append(UInt8(ascii: " "))
      }
      let start = record.bytes.count
      record.append(field[...])
      record.endValue(from: start, key: key)
    }
    sink.record(record, at: range)
  }

  private enum Row {
    case fields([[UInt8]], lines: Int)
    case malformed
    case unfinished
  }

  private func row(of lines: ArraySlice<(bytes: [UInt8], range: Range<Int>)>) -> Row {
    var fields: [[UInt8]] = []
    var field: [UInt8] = []
    var isQuoted = false
    var wasQuoted = false
    let quote = UInt8(ascii: "\"")
    for (count, line) in lines.enumerated() {
      let bytes = line.bytes
      var end = bytes.count
      if !isQuoted || count > 0 { while end > 0, bytes[end - 1] == 0x0A { end -= 1 } }
      if end > 0, bytes[end - 1] == 0x0D, end < bytes.count { end -= 1 }
      var index = 0
      while index < end {
        let byte = bytes[index]
        if isQuoted {
          if byte != quote {
            field.append(byte)
          } else if index + 1 < end, bytes[index + 1] == quote {
            field.append(quote)
            index += 1
          } else {
            isQuoted = false
            wasQuoted = true
          }
        } else if byte == separator {
          fields.append(field)
          (field, wasQuoted) = ([], false)
        } else if wasQuoted {
          return .malformed
        } else if byte == quote, field.isEmpty {
          isQuoted = true
        } else {
          field.append(byte)
        }
        index += 1
      }
      if !isQuoted {
        fields.append(field)
        return .fields(fields, lines: count + 1)
      }
      field.append(0x0A)
    }
    return .unfinished
  }
}
