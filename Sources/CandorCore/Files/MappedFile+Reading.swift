/// Numbers and strings of binary formats, read by value and without pointers.
extension MappedFile {
  /// The little-endian number of at most 64 bits at `offset`; nil where the file ends before it does.
  @inlinable
  package func integer<Number: FixedWidthInteger>(
    at offset: Int, as type: Number.Type = Number.self
  ) -> Number? {
    let size = Number.bitWidth / 8
    guard offset >= 0, count >= size, offset <= count - size else { return nil }
    return Number(truncatingIfNeeded: bytes.littleEndianWord(at: offset))
  }

  /// A copy of some bytes.
  ///
  /// - Precondition: the range lies in the file.
  package func array(_ range: Range<Int>) -> [UInt8] {
    let span = elements.extracting(range)
    return span.indices.map { span[$0] }
  }

  /// The text of some bytes; nil where they are not UTF-8.
  ///
  /// - Precondition: the range lies in the file.
  package func string(_ range: Range<Int>) -> String? {
    guard let text = try? UTF8Span(validating: elements.extracting(range)) else { return nil }
    return String(copying: text)
  }
}
