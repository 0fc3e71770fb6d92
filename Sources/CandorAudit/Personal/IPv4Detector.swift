/// IPv4 addresses that are somebody's: not private, reserved, for documentation or for groups
/// (IANA's special-purpose registry).
///
/// Four small numbers with points between them mostly are the number of a section or a version: those
/// need a word for an address before them, or a port behind. One in 500 of all addresses is like that.
struct IPv4Detector: Detector {
  let rules = [Rule(.personal, "ipv4", version: 2, "public IPv4 addresses")]
  let anchors = [Anchor(first: (ByteSet.word | ByteSet(".-")).inverted, second: .digits)]

  private static let version = ContextWords(
    "version", "ver", "v", "release", "section", "chapter", "firmware", "revision", "rev", "build",
    reach: 10)
  private static let context = ContextWords(
    "ip", "ips", "ipv4", "address", "addresses", "addr", "dns", "nameserver", "ping", "gateway",
    reach: 24, isStrict: true)

  func match(_ text: Span<UInt8>, at position: Int) -> Match? {
    var octets = SIMD4<Int>()
    var index = position
    for number in 0..<4 {
      if number > 0 {
        guard text.byte(index) == UInt8(ascii: ".") else { return nil }
        index += 1
      }
      let end = text.run(of: .digits, from: min(index, text.count), limit: 4)
      guard 1...3 ~= end - index else { return nil }
      if end - index > 1, text[index] == UInt8(ascii: "0") { return nil }
      for place in index..<end { octets[number] = octets[number] * 10 + Int(text[place] - 48) }
      guard octets[number] < 256 else { return nil }
      index = end
    }
    let next = text.byte(index)
    guard !ByteSet.word.contains(next),
      next != UInt8(ascii: ".") || !ByteSet.alphanumerics.contains(text.byte(index + 1)),
      Self.isGlobal(octets), !Self.version.stand(before: position, in: text)
    else { return nil }
    guard
      !Self.looksLikeSection(octets, opensLine: Self.opensLine(text, position))
        || Self.isLink(text, position..<index) || Self.context.stand(before: position, in: text)
    else { return nil }
    return Match(range: position..<index)
  }

  private static func looksLikeSection(_ octets: SIMD4<Int>, opensLine: Bool) -> Bool {
    let most = opensLine ? SIMD4(64, 64, 100, 160) : SIMD4(32, 32, 100, 128)
    return all(octets .< most)
  }

  /// Whether nothing but spaces stands before it in its line, as before the number of a heading.
  private static func opensLine(_ text: Span<UInt8>, _ start: Int) -> Bool {
    text.byte(text.runStart(of: indent, before: start, limit: 16) - 1) == 0x0A
  }

  private static let indent = ByteSet(" \t")

  /// Whether it is the host of a link, or a port follows.
  private static func isLink(_ text: Span<UInt8>, _ range: Range<Int>) -> Bool {
    text.byte(range.lowerBound - 1) == UInt8(ascii: "@")
      || text.hasPrefix(Array("//".utf8), at: range.lowerBound - 2)
      || text.byte(range.upperBound) == UInt8(ascii: ":")
        && ByteSet.digits.contains(text.byte(range.upperBound + 1))
  }

  private static func isGlobal(_ octets: SIMD4<Int>) -> Bool {
    switch (octets[0], octets[1], octets[2]) {
    case (0, _, _), (10, _, _), (127, _, _), (224..., _, _): false
    case (100, 64...127, _), (169, 254, _), (172, 16...31, _), (192, 168, _): false
    case (192, 0, 0), (192, 0, 2), (198, 18...19, _), (198, 51, 100), (203, 0, 113): false
    default: true
    }
  }
}
