/// The documents of one file, one at a time.
/// - Memory: that of one document and a few chunks.
package struct DocumentReader: ~Copyable {
  private enum Format: ~Copyable {
    case text(TextReader)
    case jsonLines(JSONLinesReader)
  }

  private var format: Format

  /// - Throws: `notFound` or `inputOutput` if the file cannot be opened; `unavailable` if it is
  ///   compressed and the system has no zlib.
  package init(_ file: SourceFile, limits: ReadingLimits = ReadingLimits()) throws {
    switch file.format {
    case .text(let split):
      format = .text(try TextReader(file, split: split, limits: limits))
    case .jsonLines(let fields):
      format = .jsonLines(try JSONLinesReader(file, fields: fields, limits: limits))
    }
  }

  /// The next document, or `nil` after the last.
  ///
  /// - Throws: `malformed` or `limitExceeded`, with file, line and byte offset (of the unpacked
  ///   text, unless the packing itself is damaged).
  package mutating func next() throws -> Document? {
    switch consume format {
    case .text(var reader):
      defer { format = .text(reader) }
      return try reader.next()
    case .jsonLines(var reader):
      defer { format = .jsonLines(reader) }
      return try reader.next()
    }
  }
}
