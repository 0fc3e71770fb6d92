extension RawSpan {
  /// The eight bytes at `offset`, the first of them the least significant; bytes behind the end count
  /// as 0.
  ///
  /// - Precondition: `offset` is not negative.
  @inlinable
  @inline(__always)
  package func littleEndianWord(at offset: Int) -> UInt64 {
    precondition(offset >= 0)
    guard byteCount >= 8, offset <= byteCount - 8 else { return partialWord(at: offset) }
    // SAFETY: the eight bytes lie inside the span, and any bytes are a UInt64.
    return unsafe UInt64(littleEndian: unsafeLoadUnaligned(fromByteOffset: offset, as: UInt64.self))
  }

  @usableFromInline
  package func partialWord(at offset: Int) -> UInt64 {
    var word: UInt64 = 0
    for index in stride(from: byteCount - 1, through: offset, by: -1) {
      // SAFETY: the index is inside the span, and any byte is a UInt8.
      word = unsafe word << 8 | UInt64(unsafeLoad(fromByteOffset: index, as: UInt8.self))
    }
    return word
  }
}
