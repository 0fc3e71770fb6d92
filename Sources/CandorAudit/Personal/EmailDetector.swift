/// E-mail addresses: a dot-atom (RFC 5322), `@`, and a host name with a letters-only last label.
struct EmailDetector: Detector {
  let rules = [Rule(.personal, "email", "e-mail addresses")]
  let anchors = [Anchor(first: Self.local, second: ByteSet("@"))]

  private static let local = ByteSet.alphanumerics | ByteSet("!#$%&'*+/=?^_`{|}~.-")
  private static let host = ByteSet.alphanumerics | ByteSet(".-")
  /// Last labels that are the endings of file names: `logo@2x.png`.
  private static let fileEndings = ["png", "jpg", "jpeg", "gif", "svg", "webp", "css", "js"]
    .map { Array($0.utf8) }

  func match(_ text: Span<UInt8>, at position: Int) -> Match? {
    var start = text.runStart(of: Self.local, before: position, limit: 64)
    while start < position, !ByteSet.alphanumerics.contains(text[start]),
      text[start] != UInt8(ascii: "_")
    {
      start += 1
    }
    guard start < position, text[position - 1] != UInt8(ascii: ".") else { return nil }
    var end = text.run(of: Self.host, from: position + 1, limit: 253)
    while end > position + 1, !ByteSet.alphanumerics.contains(text[end - 1]) { end -= 1 }
    guard Self.isHost(text, position + 1..<end) else { return nil }
    return Match(range: start..<end)
  }

  private static func isHost(_ text: Span<UInt8>, _ range: Range<Int>) -> Bool {
    var labelStart = range.lowerBound
    var labels = 0
    for index in range.lowerBound...range.upperBound
    where index == range.upperBound || text[index] == UInt8(ascii: ".") {
      let length = index - labelStart
      guard 1...63 ~= length, text[labelStart] != UInt8(ascii: "-"),
        text[index - 1] != UInt8(ascii: "-")
      else { return false }
      labels += 1
      if index < range.upperBound { labelStart = index + 1 }
    }
    guard labels >= 2, range.upperBound - labelStart >= 2 else { return false }
    if text.hasPrefix(Array("xn--".utf8), at: labelStart) { return true }
    let label = labelStart..<range.upperBound
    return text.run(of: .letters, from: labelStart) >= range.upperBound
      && !fileEndings.contains { $0.count == label.count && text.hasPrefix($0, at: labelStart) }
  }
}
