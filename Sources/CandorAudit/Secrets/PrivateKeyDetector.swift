/// Private keys in PEM (RFC 7468), by the line they begin with.
struct PrivateKeyDetector: Detector {
  let rules = [Rule(.secret, "private-key", "private keys (PEM)")]
  let anchors = [Anchor(first: ByteSet("-"), second: ByteSet("B"))]

  private static let begin = Array("-----BEGIN ".utf8)
  private static let key = Array("PRIVATE KEY".utf8)
  private static let label = ByteSet.capitals | ByteSet.digits | ByteSet(" ")

  func match(_ text: Span<UInt8>, at position: Int) -> Match? {
    let start = position - 5
    guard text.hasPrefix(Self.begin, at: start) else { return nil }
    let end = text.run(of: Self.label, from: start + Self.begin.count, limit: 64)
    guard text.byte(end) == UInt8(ascii: "-") else { return nil }
    for index in start..<end where text.hasPrefix(Self.key, at: index) {
      return Match(range: start..<end)
    }
    return nil
  }
}
