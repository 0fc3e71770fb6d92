import CandorCore
import SystemPackage

/// The lines of a ledger file, found but not yet read.
struct LedgerFile {
  static let lineByteLimit = 1 << 24

  let path: FilePath
  private let bytes: [UInt8]
  /// The offset of every line feed.
  private let ends: [Int]

  init(_ path: FilePath) throws {
    self.init(try FileSystem.read(path), path: path)
  }

  init(_ bytes: [UInt8], path: FilePath) {
    (self.bytes, self.path) = (bytes, path)
    ends = bytes.indices.filter { bytes[$0] == UInt8(ascii: "\n") }
  }

  /// The number of lines that end in a line feed.
  var count: Int { ends.count }

  /// Whether nothing follows the last line feed.
  var isWhole: Bool { end(ofLines: count) == bytes.count }

  /// The bytes before line `count`, counted from zero.
  func end(ofLines count: Int) -> Int { count == 0 ? 0 : ends[count - 1] + 1 }

  /// A line, counted from zero, without its line feed.
  func bytes(_ index: Int) throws -> [UInt8] {
    let start = end(ofLines: index)
    guard ends[index] - start <= Self.lineByteLimit else {
      throw CandorError(
        .limitExceeded, "the line has more than \(Self.lineByteLimit) bytes", at: place(of: index))
    }
    return Array(bytes[start..<ends[index]])
  }

  func line(_ index: Int) throws -> LedgerLine {
    try LedgerLine(bytes(index), at: place(of: index))
  }

  func place(of index: Int) -> CandorError.Location {
    .init(file: path.string, line: index + 1)
  }

  /// How many lines there are up to and with the segment that ends with the given step, or up to
  /// and with the header for step zero; nil if no line says so.
  ///
  /// Lines after it are not looked at, so they may be torn or missing.
  func countOfLines(throughStep step: Int) -> Int? {
    if step == 0 { return count > 0 ? 1 : nil }
    let last = (0..<count).last { index in
      guard let line = try? line(index), case .segment(let record, _) = line else { return false }
      return record.lastStep == step
    }
    return last.map { $0 + 1 }
  }
}
