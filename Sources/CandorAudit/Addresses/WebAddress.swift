/// A URL as browsers understand it, in the one form in which they write it (the URL Standard of the
/// WHATWG, <https://url.spec.whatwg.org>).
///
/// A value can be parsed into again and keeps its memory.
package struct WebAddress {
  /// The whole of it: `scheme:`, then as far as there are `//`, `user:password@`, host, `:port`,
  /// path, `?query`, `#fragment`.
  package internal(set) var bytes: [UInt8] = []

  /// Without the colon.
  package internal(set) var scheme = 0..<0
  /// nil if there is none; it may be empty.
  package internal(set) var host: Range<Int>?
  package internal(set) var path = 0..<0
  /// Without the question mark.
  package internal(set) var query: Range<Int>?

  /// Whether host, path and query follow each other and hold nothing that lists see otherwise:
  /// no escape, no dot segment, no empty one.
  package internal(set) var isPlain = false

  package init() {}

  /// Parses `text` without a base; false if that fails, and then only ``bytes`` may be looked at no
  /// more.
  ///
  /// - Complexity: O(n) but for names that are not ASCII.
  package mutating func parse(_ text: Span<UInt8>) -> Bool {
    if parsePlain(text) { return true }
    isPlain = false
    var (start, end) = (0, text.count)
    while start < end, text[start] <= 0x20 { start += 1 }
    while start < end, text[end - 1] <= 0x20 { end -= 1 }
    for index in start..<end where ByteSet.jsonSpace.contains(text[index]) && text[index] != 0x20 {
      // Tabs and line ends do not count, wherever they stand.
      let rest = (start..<end).map { text[$0] }.filter { $0 != 0x09 && $0 != 0x0A && $0 != 0x0D }
      return parseStripped(rest.span)
    }
    return parseStripped(text.extracting(start..<end))
  }

  private mutating func parseStripped(_ text: Span<UInt8>) -> Bool {
    bytes.removeAll(keepingCapacity: true)
    (host, query) = (nil, nil)
    guard let colon = appendScheme(text) else { return false }
    var start = colon + 1
    let special = SpecialScheme(bytes[scheme])
    let isOpaque: Bool
    switch special {
    case .file?:
      guard let end = appendFileHost(text, from: start) else { return false }
      start = end
      isOpaque = false
    case let scheme?:
      while start < text.count, Self.isSlash(text[start], isSpecial: true) { start += 1 }
      guard let end = appendAuthority(text, from: start, scheme) else { return false }
      start = end
      isOpaque = false
    case nil where text.hasPrefix(Self.slashes, at: start):
      guard let end = appendAuthority(text, from: start + 2, nil) else { return false }
      start = end
      isOpaque = false
    case nil:
      isOpaque = text.byte(start) != UInt8(ascii: "/")
    }
    if isOpaque {
      start = appendOpaquePath(text, from: start)
    } else {
      start = appendPath(text, from: start, special)
    }
    appendQueryAndFragment(text, from: start, isSpecial: special != nil)
    return true
  }

  static let slashes = Array("//".utf8)

  static func isSlash(_ byte: UInt8, isSpecial: Bool) -> Bool {
    byte == UInt8(ascii: "/") || isSpecial && byte == UInt8(ascii: "\\")
  }

  /// Returns the place of the colon.
  private mutating func appendScheme(_ text: Span<UInt8>) -> Int? {
    guard text.count > 0, ByteSet.letters.contains(text[0]) else { return nil }
    for index in 0..<text.count {
      let byte = text[index]
      if byte == UInt8(ascii: ":") {
        scheme = 0..<index
        bytes.append(byte)
        return index
      }
      guard Self.schemeBytes.contains(byte) else { return nil }
      bytes.append(ByteSet.capitals.contains(byte) ? byte | 0x20 : byte)
    }
    return nil
  }

  private static let schemeBytes = ByteSet.alphanumerics | ByteSet("+-.")

  private mutating func appendQueryAndFragment(
    _ text: Span<UInt8>, from start: Int, isSpecial: Bool
  ) {
    var start = start
    if text.byte(start) == UInt8(ascii: "?") {
      let end = text.first(of: Self.hash, from: start)
      bytes.append(UInt8(ascii: "?"))
      let queryStart = bytes.count
      PercentEncoding.append(
        text, start + 1..<end,
        escaping: isSpecial ? PercentEncoding.specialQuery : PercentEncoding.query, to: &bytes)
      query = queryStart..<bytes.count
      start = end
    }
    if text.byte(start) == UInt8(ascii: "#") {
      bytes.append(UInt8(ascii: "#"))
      PercentEncoding.append(
        text, start + 1..<text.count, escaping: PercentEncoding.fragment, to: &bytes)
    }
  }

  private static let hash = ByteSet("#")
}

extension Span<UInt8> {
  /// The first place of a byte of `set` from `start` on, or the end.
  func first(of set: ByteSet, from start: Int) -> Int {
    var index = start
    while index < count, !set.contains(self[index]) { index += 1 }
    return index
  }
}
