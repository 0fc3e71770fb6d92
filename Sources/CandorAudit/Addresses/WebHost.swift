import CandorText

/// The host of a URL: a domain, an address of numbers, or, of schemes that are not special, anything.
enum WebHost {
  private static let forbidden = ByteSet("\0\t\n\r #/:<>?@[\\]^|")
  private static let forbiddenInDomain = forbidden | ByteSet(0...0x1F) | ByteSet("%\u{7F}")
  /// What makes a domain more than letters in some case.
  private static let uncommon = forbiddenInDomain | ByteSet(0x80...0xFF)

  /// Appends the host that `range` means to `bytes`; false if it means none.
  static func append(
    _ text: Span<UInt8>, _ range: Range<Int>, isSpecial: Bool, to bytes: inout [UInt8]
  ) -> Bool {
    if text.byte(range.lowerBound) == UInt8(ascii: "["), !range.isEmpty {
      guard text[range.upperBound - 1] == UInt8(ascii: "]"),
        let address = IPv6Address(text, range.lowerBound + 1..<range.upperBound - 1)
      else { return false }
      bytes.append(contentsOf: "[\(address)]".utf8)
      return true
    }
    guard isSpecial else {
      for index in range where forbidden.contains(text[index]) { return false }
      PercentEncoding.append(text, range, escaping: PercentEncoding.control, to: &bytes)
      return true
    }
    return appendDomain(text, range, to: &bytes)
  }

  private static func appendDomain(
    _ text: Span<UInt8>, _ range: Range<Int>, to bytes: inout [UInt8]
  ) -> Bool {
    let start = bytes.count
    for index in range {
      let byte = text[index]
      if uncommon.contains(byte) {
        bytes.removeSubrange(start...)
        return appendUncommonDomain(text, range, to: &bytes)
      }
      bytes.append(ByteSet.capitals.contains(byte) ? byte | 0x20 : byte)
    }
    return finishDomain(from: start, in: &bytes)
  }

  /// One with escapes or other characters than those of ASCII.
  private static func appendUncommonDomain(
    _ text: Span<UInt8>, _ range: Range<Int>, to bytes: inout [UInt8]
  ) -> Bool {
    guard let name = DomainName.ascii(PercentEncoding.decoded(text, range)),
      !name.contains(where: { forbiddenInDomain.contains($0) })
    else { return false }
    let start = bytes.count
    bytes.append(contentsOf: name)
    return finishDomain(from: start, in: &bytes)
  }

  /// Numbers become an address of four.
  private static func finishDomain(from start: Int, in bytes: inout [UInt8]) -> Bool {
    guard start < bytes.count else { return false }
    guard IPv4Number.ends(bytes.span, start..<bytes.count) else { return true }
    guard let address = IPv4Number.address(bytes.span, start..<bytes.count) else { return false }
    bytes.removeSubrange(start...)
    bytes.append(contentsOf: IPv4Number.text(address).utf8)
    return true
  }
}
