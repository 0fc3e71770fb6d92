/// IPv6 addresses of the global unicast range 2000::/3 (RFC 4291), less those for documentation and
/// those of networks: of fewer than three groups, or with nothing or zero in the last.
struct IPv6Detector: Detector {
  let rules = [Rule(.personal, "ipv6", version: 3, "public IPv6 addresses")]
  let anchors = [Anchor(first: .hexadecimal, second: ByteSet(":"))]

  private static let members = ByteSet.hexadecimal | ByteSet(":")

  func match(_ text: Span<UInt8>, at position: Int) -> Match? {
    let start = text.runStart(of: .hexadecimal, before: position, limit: 5)
    guard position - start == 4, !Self.members.contains(text.byte(start - 1)),
      !ByteSet.word.contains(text.byte(start - 1)),
      text[start] == UInt8(ascii: "2") || text[start] == UInt8(ascii: "3")
    else { return nil }
    let end = text.run(of: Self.members, from: start, limit: 40)
    guard end - start < 40, !ByteSet.word.contains(text.byte(end)) else { return nil }
    var groups = 0
    var length = 0
    var gaps = 0
    for index in start..<end {
      if text[index] != UInt8(ascii: ":") {
        length += 1
        if length > 4 { return nil }
      } else {
        if length == 0 { gaps += 1 } else { groups += 1 }
        length = 0
      }
    }
    let last = end - length..<end
    guard last.contains(where: { text[$0] != UInt8(ascii: "0") }) else { return nil }
    groups += 1
    guard gaps <= 1, gaps == 1 ? 3..<8 ~= groups : groups == 8,
      !Self.isForDocumentation(text, start..<end), !Self.isTime(text, start..<end)
    else { return nil }
    return Match(range: start..<end)
  }

  /// 2001:db8::/32 (RFC 3849).
  private static func isForDocumentation(_ text: Span<UInt8>, _ range: Range<Int>) -> Bool {
    let small = range.prefix(10).map { text[$0] | 0x20 }
    return small.starts(with: "2001:db8:".utf8)
      || small.starts(with: "2001:0db8:".utf8)
  }

  /// `2018::11:24:45`, as the year and the time of day are written one behind the other.
  private static func isTime(_ text: Span<UInt8>, _ range: Range<Int>) -> Bool {
    let shape = range.map { ByteSet.digits.contains(text[$0]) ? UInt8(ascii: "0") : text[$0] }
    return shape == Array("0000::00:00:00".utf8)
  }
}
