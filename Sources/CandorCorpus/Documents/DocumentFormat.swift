/// How the bytes of a file become documents.
package enum DocumentFormat: Sendable, Equatable {
  case text(TextSplit)
  case jsonLines(JSONLinesFields)
  /// A document a row, text and id in columns.
  case parquet(JSONLinesFields)
}

/// Where a plain text file is cut. Lines end at LF or CRLF; a lone CR ends nothing.
///
/// A document's text is the bytes of its lines as they stand, without the last line's ending.
/// Apart from ``file``, which gives one document even for an empty file, nothing empty becomes a
/// document.
package enum TextSplit: Sendable, Equatable {
  /// The whole file, its final line ending included, is one document.
  case file

  /// Documents are parted by blank lines: those of only spaces, tabs and CR.
  case paragraph

  /// Every line that is not empty is a document.
  case line

  /// A line that begins with this text parts two documents and belongs to neither.
  case separator(String)
}

/// The names under which a JSON Lines record, or a Parquet row, holds its text and its id.
package struct JSONLinesFields: Sendable, Equatable {
  /// Must be present, and a string.
  package var text: String

  /// A string or an integer; a record without it is named `name#line`.
  package var id: String

  package init(text: String = "text", id: String = "id") {
    self.text = text
    self.id = id
  }
}
