extension WebAddress {
  private static let end = ByteSet("/?#")
  private static let specialEnd = ByteSet("/\\?#")

  /// Appends `//` and what stands before the path. Returns where the path begins, nil on failure.
  mutating func appendAuthority(
    _ text: Span<UInt8>, from start: Int, _ special: SpecialScheme?
  ) -> Int? {
    let end = text.first(of: special == nil ? Self.end : Self.specialEnd, from: start)
    bytes.append(contentsOf: Self.slashes)
    var hostStart = start
    var at: Int?
    for index in start..<end where text[index] == UInt8(ascii: "@") { at = index }
    if let at {
      guard at + 1 < end else { return nil }
      appendCredentials(text, start..<at)
      hostStart = at + 1
    }
    var colon: Int?
    var isInBrackets = false
    search: for index in hostStart..<end {
      switch text[index] {
      case UInt8(ascii: "["): isInBrackets = true
      case UInt8(ascii: "]"): isInBrackets = false
      case UInt8(ascii: ":") where !isInBrackets:
        colon = index
        break search
      default: break
      }
    }
    let hostEnd = colon ?? end
    guard hostStart < hostEnd || (special == nil && colon == nil) else { return nil }
    let first = bytes.count
    guard WebHost.append(text, hostStart..<hostEnd, isSpecial: special != nil, to: &bytes) else {
      return nil
    }
    host = first..<bytes.count
    if let colon {
      guard appendPort(text, colon + 1..<end, except: special?.defaultPort) else { return nil }
    }
    return end
  }

  private mutating func appendCredentials(_ text: Span<UInt8>, _ range: Range<Int>) {
    let colon = range.first { text[$0] == UInt8(ascii: ":") } ?? range.upperBound
    let set = PercentEncoding.userInformation
    PercentEncoding.append(text, range.lowerBound..<colon, escaping: set, to: &bytes)
    if colon + 1 < range.upperBound {
      bytes.append(UInt8(ascii: ":"))
      PercentEncoding.append(text, colon + 1..<range.upperBound, escaping: set, to: &bytes)
    } else if colon == range.lowerBound {
      return
    }
    bytes.append(UInt8(ascii: "@"))
  }

  private mutating func appendPort(
    _ text: Span<UInt8>, _ range: Range<Int>, except standard: Int?
  ) -> Bool {
    var port = 0
    for index in range {
      guard ByteSet.digits.contains(text[index]) else { return false }
      port = port * 10 + Int(text[index] - UInt8(ascii: "0"))
      guard port <= 65535 else { return false }
    }
    if !range.isEmpty, port != standard { bytes.append(contentsOf: ":\(port)".utf8) }
    return true
  }

  /// `file:` with its slashes, a host if there is one. Returns where the path begins.
  mutating func appendFileHost(_ text: Span<UInt8>, from start: Int) -> Int? {
    bytes.append(contentsOf: Self.slashes)
    host = bytes.count..<bytes.count
    guard Self.isSlash(text.byte(start), isSpecial: true) else { return start }
    guard Self.isSlash(text.byte(start + 1), isSpecial: true) else { return start }
    let hostStart = start + 2
    let end = text.first(of: Self.specialEnd, from: hostStart)
    if hostStart == end || Self.isDriveLetter(text, hostStart..<end) { return hostStart }
    let first = bytes.count
    guard WebHost.append(text, hostStart..<end, isSpecial: true, to: &bytes) else { return nil }
    if bytes[first...].elementsEqual("localhost".utf8) { bytes.removeSubrange(first...) }
    host = first..<bytes.count
    return end
  }

  /// `C:` or `C|`.
  static func isDriveLetter(_ text: Span<UInt8>, _ range: Range<Int>) -> Bool {
    range.count == 2 && ByteSet.letters.contains(text[range.lowerBound])
      && (text[range.lowerBound + 1] == UInt8(ascii: ":")
        || text[range.lowerBound + 1] == UInt8(ascii: "|"))
  }
}
