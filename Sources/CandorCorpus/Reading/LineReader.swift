import CandorCore

/// One line of a file, without its ending.
struct Line {
  enum Ending { case none, lineFeed, carriageReturnLineFeed }

  var bytes: [UInt8]
  var ending: Ending

  /// Counted from 1.
  var number: Int

  /// Where the line begins in the unpacked file.
  var byteOffset: Int

  /// Whether the line holds nothing but spaces, tabs and CR.
  var isBlank: Bool { bytes.allSatisfy { $0 == 0x20 || $0 == 0x09 || $0 == 0x0D } }
}

/// Cuts a file into lines at LF and CRLF. A byte order mark at its start is passed over, and a file
/// that ends in a line ending has no empty line after it.
/// - Memory: one chunk and the longest line, which the limits bound.
struct LineReader: ~Copyable {
  let file: SourceFile
  private var stream: ByteStream
  private let maximumLineBytes: Int

  private var chunk: [UInt8] = []
  private var position = 0
  private var lineNumber = 0
  private var byteOffset = 0

  init(_ file: SourceFile, limits: ReadingLimits) throws {
    self.file = file
    stream = try ByteStream(file, limits: limits)
    maximumLineBytes = limits.documentBytes
  }

  mutating func next() throws -> Line? {
    var line = Line(bytes: [], ending: .none, number: lineNumber + 1, byteOffset: byteOffset)
    while line.ending == .none, try refill() {
      let end = Self.lineFeed(in: chunk, from: position)
      line.bytes.append(contentsOf: chunk[position..<(end ?? chunk.count)])
      if line.bytes.count > maximumLineBytes { throw tooLong(line) }
      position = end.map { $0 + 1 } ?? chunk.count
      if end != nil { line.ending = .lineFeed }
    }
    if line.bytes.isEmpty && line.ending == .none { return nil }

    lineNumber += 1
    byteOffset += line.bytes.count + (line.ending == .none ? 0 : 1)
    if line.ending == .lineFeed && line.bytes.last == 0x0D {
      line.bytes.removeLast()
      line.ending = .carriageReturnLineFeed
    }
    if lineNumber == 1 && line.bytes.starts(with: ByteOrderMark.bytes) {
      line.bytes.removeFirst(ByteOrderMark.bytes.count)
      line.byteOffset += ByteOrderMark.bytes.count
    }
    return line
  }

  private mutating func refill() throws -> Bool {
    if position < chunk.count { return true }
    position = 0
    chunk = try stream.next() ?? []
    return !chunk.isEmpty
  }

  private static func lineFeed(in chunk: [UInt8], from start: Int) -> Int? {
    let bytes = chunk.span
    for index in start..<bytes.count where bytes[index] == 0x0A { return index }
    return nil
  }

  private func tooLong(_ line: Line) -> CandorError {
    .documentTooLong(
      file, line: line.number, byteOffset: line.byteOffset, limit: maximumLineBytes)
  }
}

/// U+FEFF in UTF-8, which some editors write at the start of a file and which is no part of its text.
enum ByteOrderMark {
  static let bytes: [UInt8] = [0xEF, 0xBB, 0xBF]
}
