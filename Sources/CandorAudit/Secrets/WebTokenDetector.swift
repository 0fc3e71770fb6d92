/// JSON Web Tokens (RFC 7519): three runs of base64url with points between them, of which the first
/// two are objects.
struct WebTokenDetector: Detector {
  let rules = [Rule(.secret, "web-token", "JSON web tokens")]
  let anchors = [Anchor(first: ByteSet("y"), second: ByteSet("J"))]

  private static let alphabet = ByteSet.alphanumerics | ByteSet("-_")
  private static let object = Array("eyJ".utf8)

  func match(_ text: Span<UInt8>, at position: Int) -> Match? {
    let start = position - 2
    guard text.hasPrefix(Self.object, at: start), !ByteSet.word.contains(text.byte(start - 1))
    else { return nil }
    var end = start
    for part in 0..<3 {
      let partStart = part == 0 ? start : end + 1
      if part == 1, !text.hasPrefix(Self.object, at: partStart) { return nil }
      guard partStart < text.count else { return nil }
      end = text.run(of: Self.alphabet, from: partStart, limit: 1 << 14)
      guard end - partStart >= 12, part == 2 || text.byte(end) == UInt8(ascii: ".") else {
        return nil
      }
    }
    return Match(range: start..<end)
  }
}
