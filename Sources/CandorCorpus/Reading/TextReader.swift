import CandorCore

/// The documents of a plain text file, in their order.
struct TextReader: ~Copyable {
  private var lines: LineReader
  private let split: TextSplit
  private let separator: [UInt8]
  private let maximumBytes: Int
  private var isFirst = true

  init(_ file: SourceFile, split: TextSplit, limits: ReadingLimits) throws {
    lines = try LineReader(file, limits: limits)
    self.split = split
    separator = if case .separator(let text) = split { Array(text.utf8) } else { [] }
    maximumBytes = limits.documentBytes
  }

  mutating func next() throws -> Document? {
    defer { isFirst = false }
    var text: [UInt8] = []
    var start: Line? = nil
    var lastEnding = Line.Ending.none
    while let line = try lines.next() {
      if parts(line) {
        if !text.isEmpty { break }
        start = nil
        lastEnding = .none
        continue
      }
      try CandorError.checkUTF8(
        line.bytes, in: lines.file, line: line.number, byteOffset: line.byteOffset)
      start = start ?? line
      text.append(lastEnding)
      text.append(contentsOf: line.bytes)
      lastEnding = line.ending
      if text.count > maximumBytes { throw tooLong(start ?? line) }
      if split == .line { break }
    }
    if split == .file {
      text.append(lastEnding)
      return isFirst ? document(text, line: 1) : nil
    }
    guard let start, !text.isEmpty else { return nil }
    return document(text, line: start.number)
  }

  /// Whether `line` stands between documents and belongs to none.
  private func parts(_ line: Line) -> Bool {
    switch split {
    case .file: false
    case .paragraph: line.isBlank
    case .line: line.bytes.isEmpty
    case .separator: line.bytes.starts(with: separator)
    }
  }

  private func document(_ text: [UInt8], line: Int) -> Document {
    Document(id: "\(lines.file.name)#\(line)", text: text)
  }

  private func tooLong(_ line: Line) -> CandorError {
    .documentTooLong(
      lines.file, line: line.number, byteOffset: line.byteOffset, limit: maximumBytes)
  }
}

extension [UInt8] {
  fileprivate mutating func append(_ ending: Line.Ending) {
    switch ending {
    case .none: break
    case .lineFeed: append(0x0A)
    case .carriageReturnLineFeed: append(contentsOf: [0x0D, 0x0A])
    }
  }
}
