extension WebAddress {
  private static let end = ByteSet("?#")
  private static let slash = UInt8(ascii: "/")

  /// Appends the path, its dot segments resolved, and returns where the query begins.
  mutating func appendPath(_ text: Span<UInt8>, from start: Int, _ special: SpecialScheme?) -> Int {
    let isSpecial = special != nil
    let end = text.first(of: Self.end, from: start)
    let pathStart = bytes.count
    var index = start
    if index < end, Self.isSlash(text[index], isSpecial: isSpecial) {
      index += 1
    } else if index == end, !isSpecial {
      path = pathStart..<pathStart
      return end
    }
    while true {
      var segmentEnd = index
      while segmentEnd < end, !Self.isSlash(text[segmentEnd], isSpecial: isSpecial) {
        segmentEnd += 1
      }
      let isLast = segmentEnd == end
      switch Self.dots(text, index..<segmentEnd) {
      case 2:
        shorten(from: pathStart, special)
        if isLast { bytes.append(Self.slash) }
      case 1:
        if isLast { bytes.append(Self.slash) }
      default:
        bytes.append(Self.slash)
        if special == .file, bytes.count == pathStart + 1,
          Self.isDriveLetter(text, index..<segmentEnd)
        {
          bytes.append(text[index])
          bytes.append(UInt8(ascii: ":"))
        } else {
          PercentEncoding.append(
            text, index..<segmentEnd, escaping: PercentEncoding.path, to: &bytes)
        }
      }
      if isLast { break }
      index = segmentEnd + 1
    }
    path = pathStart..<bytes.count
    if host == nil, bytes[path].starts(with: Self.slashes) {
      // Or else it would be read as a host.
      bytes.insert(contentsOf: "/.".utf8, at: pathStart)
      path = pathStart + 2..<bytes.count
    }
    return end
  }

  /// Takes the last segment off, but no drive letter.
  private mutating func shorten(from pathStart: Int, _ special: SpecialScheme?) {
    guard let last = bytes[pathStart...].lastIndex(of: Self.slash) else { return }
    if special == .file, last == pathStart, bytes.count == pathStart + 3,
      ByteSet.letters.contains(bytes[pathStart + 1]), bytes[pathStart + 2] == UInt8(ascii: ":")
    {
      return
    }
    bytes.removeSubrange(last...)
  }

  /// 1 for `.` and 2 for `..`, where each dot may be written as `%2e`; otherwise 0.
  private static func dots(_ text: Span<UInt8>, _ range: Range<Int>) -> Int {
    guard 1...6 ~= range.count else { return 0 }
    var (count, index) = (0, range.lowerBound)
    while index < range.upperBound {
      if text[index] == UInt8(ascii: ".") {
        index += 1
      } else if index + 2 < range.upperBound, PercentEncoding.value(text, at: index) == 0x2E {
        index += 3
      } else {
        return 0
      }
      count += 1
    }
    return count <= 2 ? count : 0
  }

  /// Appends a path that has no segments, as of `mailto:`.
  mutating func appendOpaquePath(_ text: Span<UInt8>, from start: Int) -> Int {
    let end = text.first(of: Self.end, from: start)
    let pathStart = bytes.count
    PercentEncoding.append(text, start..<end, escaping: PercentEncoding.control, to: &bytes)
    if end < text.count, bytes.last == 0x20 {
      bytes.removeLast()
      bytes.append(contentsOf: "%20".utf8)
    }
    path = pathStart..<bytes.count
    return end
  }
}
