import CandorCore

extension CandorError {
  static func documentTooLong(
    _ file: SourceFile, line: Int, byteOffset: Int, limit: Int
  ) -> CandorError {
    CandorError(
      .limitExceeded, "a document or line is longer than \(limit) bytes",
      hint: "split the text into smaller documents, or raise the limit on a document's size",
      at: file.location(line: line, byteOffset: byteOffset))
  }

  /// Refuses a line with bytes that are not UTF-8, at the first of them.
  static func checkUTF8(
    _ bytes: [UInt8], in file: SourceFile, line: Int, byteOffset: Int
  ) throws {
    do {
      _ = try UTF8Span(validating: bytes.span)
    } catch {
      let place = error.byteOffsets.lowerBound
      throw CandorError(
        .malformed, "bytes that are not UTF-8",
        hint: "convert the file, for example with `iconv -f latin1 -t utf-8`",
        at: file.location(line: line, byteOffset: byteOffset + place))
    }
  }
}
