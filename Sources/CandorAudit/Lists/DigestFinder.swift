/// Finds runs of 32 or 64 hexadecimal digits that stand alone.
enum DigestFinder {
  static func forEachDigest(in text: Span<UInt8>, _ body: (Range<Int>) -> Void) {
    var start = 0
    while start < text.count {
      guard ByteSet.alphanumerics.contains(text[start]) else {
        start += 1
        continue
      }
      let end = text.run(of: .alphanumerics, from: start)
      if end - start == 32 || end - start == 64,
        text.run(of: .hexadecimal, from: start, limit: 64) == end
      {
        body(start..<end)
      }
      start = end
    }
  }
}
