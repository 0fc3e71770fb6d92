import CandorCore

/// The records of a WebDataset: neighbouring members that share their path up to its first dot.
///
/// Text members (`.txt`, `.json`, `.caption`, …) are values of the record, under their endings as
/// keys; other members count as part of it and are not looked into. Names are never used as paths.
final class TapeScan: RecordReader {
  private var tape: TapeCursor
  private let limit: Int
  private let pictureLimit: Int
  private var record = Record()
  /// What a header in front of a member's own says of its name, and where that header began.
  private var name: [UInt8]?
  private var nameStart: Int?
  private var sample: (key: [UInt8], range: Range<Int>, failure: Unreadable?)?

  private static let textEndings = ["txt", "text", "json", "caption", "url", "cls", "md", "html"]

  init(_ piece: AuditPiece, limits: AuditLimits) throws {
    tape = TapeCursor(try UnpackedBytes(piece.file, piece.range, limits: limits))
    limit = limits.recordBytes
    pictureLimit = limits.pictureBytes
  }

  var placeOnDisk: Int { tape.placeOnDisk }

  func read(into sink: inout some RecordSink) {
    while !sink.isFull {
      let start = nameStart ?? tape.offset
      let block = tape.peek(TapeHeader.size)
      if block.count < TapeHeader.size {
        guard endOrGap(from: start, into: &sink) else { return }
        (name, nameStart) = (nil, nil)
        continue
      }
      if block.allSatisfy({ $0 == 0 }) {
        flush(into: &sink)
        _ = tape.skip(TapeHeader.size)
        sink.between(start..<tape.offset)
        (name, nameStart) = (nil, nil)
        continue
      }
      guard let header = TapeHeader(block) else {
        seekHeader(from: start, into: &sink)
        (name, nameStart) = (nil, nil)
        continue
      }
      _ = tape.skip(TapeHeader.size)
      switch header.kind {
      case .longName, .extended:
        if header.contentBytes <= 1 << 16 {
          let content = Array(tape.peek(header.contentBytes))
          name =
            header.kind == .longName
            ? content.prefix { $0 != 0 } + [] : TapeHeader.path(inExtended: content) ?? name
        }
        nameStart = start
        _ = tape.skip(header.paddedBytes)
      case .file, .other:
        member(header, name: name ?? header.name, from: start, into: &sink)
        (name, nameStart) = (nil, nil)
      }
    }
  }

  private func member(
    _ header: TapeHeader, name: [UInt8], from start: Int, into sink: inout some RecordSink
  ) {
    let base = name.split(separator: UInt8(ascii: "/")).last ?? []
    let ending = base.drop { $0 != UInt8(ascii: ".") }.dropFirst()
    let key = Array(name.dropLast(ending.isEmpty ? 0 : ending.count + 1))
    if sample?.key != key { flush(into: &sink) }
    var failure: Unreadable?
    let isText = Self.textEndings.contains { ending.elementsEqual($0.utf8) }
    if header.kind == .file, isText {
      if header.contentBytes > limit - record.bytes.count {
        failure = .tooLong
      } else {
        failure = append(tape.peek(header.contentBytes), ending: ending)
      }
    }
    var rest = header.paddedBytes
    if !sink.wantedOfFiles.isEmpty, header.kind == .file {
      var file = FileIntake(sink.wantedOfFiles, limit: pictureLimit)
      rest -= pass(header.contentBytes, as: &file)
      do {
        try file.finish(into: &record)
      } catch {
        failure = failure ?? error
      }
    }
    if tape.skip(rest) < rest - (header.paddedBytes - header.contentBytes) {
      failure = .besideDamage
    }
    let from = sample?.range.lowerBound ?? start
    sample = (key, from..<tape.offset, sample?.failure ?? failure)
  }

  /// The content of a text member as a value, or why it is none.
  private func append(
    _ content: ArraySlice<UInt8>, ending: ArraySlice<UInt8>
  ) -> Unreadable? {
    let bytes = Array(content)
    if ending.elementsEqual("json".utf8) {
      guard bytes.isUTF8(bytes.indices) else { return .notUTF8 }
      do throws(Unreadable) {
        try JSONScanner.read(bytes, bytes.indices, into: &record)
        return nil
      } catch {
        return error
      }
    }
    let keyStart = record.bytes.count
    record.append(ending)
    let key = keyStart..<record.bytes.count
    record.append(UInt8(ascii: ":"))
    record.append(UInt8(ascii: " "))
    let start = record.bytes.count
    record.append(bytes[...])
    record.endValue(from: start, key: key)
    return nil
  }

  /// Moves past a member's content. Returns how far.
  private func pass(_ count: Int, as file: inout FileIntake) -> Int {
    var done = 0
    while done < count {
      let bytes = Array(tape.peek(min(count - done, 1 << 20)))
      if bytes.isEmpty { return done }
      file.update(bytes)
      done += tape.skip(bytes.count)
    }
    return done
  }

  private func flush(into sink: inout some RecordSink) {
    if let sample {
      if let failure = sample.failure {
        sink.unreadable(failure, at: sample.range)
      } else {
        sink.record(record, at: sample.range)
      }
    }
    sample = nil
    record.clear()
  }

  /// Deals with a block that is not whole. Returns false at the end of the file.
  private func endOrGap(from start: Int, into sink: inout some RecordSink) -> Bool {
    flush(into: &sink)
    _ = tape.skip(TapeHeader.size)
    if tape.offset > start {
      sink.unreadable(tape.gap == nil ? .cutShort : .besideDamage, at: start..<tape.offset)
    }
    guard let gap = tape.takeGap() else { return false }
    sink.gap(gap.reason, onDisk: gap.range)
    return true
  }

  /// Moves to the next block with the magic word of a header.
  private func seekHeader(from start: Int, into sink: inout some RecordSink) {
    flush(into: &sink)
    let magic = Array("ustar".utf8)
    repeat {
      _ = tape.skip(1)
      let block = tape.peek(TapeHeader.size)
      if block.count < TapeHeader.size { break }
      if block[(block.startIndex + 257)...].starts(with: magic), TapeHeader(block) != nil { break }
    } while true
    sink.unreadable(.damagedHeader, at: start..<tape.offset)
  }
}
