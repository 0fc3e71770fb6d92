/// The documents of one file, one at a time.
/// - Memory: that of one document and a few chunks.
package struct DocumentReader: ~Copyable {
  // Of the three, the one for the file's format.
  private var text: TextReader? = nil
  private var jsonLines: JSONLinesReader? = nil
  private var parquet: ParquetReader? = nil

  /// - Throws: `notFound` or `inputOutput` if the file cannot be opened; `unavailable` if it is
  ///   compressed and the system lacks the library for it.
  package init(_ file: SourceFile, limits: ReadingLimits = ReadingLimits()) throws {
    switch file.format {
    case .text(let split):
      text = try TextReader(file, split: split, limits: limits)
    case .jsonLines(let fields):
      jsonLines = try JSONLinesReader(file, fields: fields, limits: limits)
    case .parquet(let fields):
      parquet = try ParquetReader(file, fields: fields, limits: limits)
    }
  }

  /// The next document, or `nil` after the last.
  ///
  /// - Throws: `malformed` or `limitExceeded`, with file, line and byte offset (of the unpacked
  ///   text, unless the packing itself is damaged).
  package mutating func next() throws -> Document? {
    if let document = try text?.next() { return document }
    if let document = try jsonLines?.next() { return document }
    return try parquet?.next() ?? nil
  }
}
