/// Finds what may be addresses in a text: between white space and quotes, with or without a scheme,
/// within other addresses, and with the punctuation around them that prose adds.
enum AddressFinder {
  /// What may be an address, and what of it is certain.
  struct Candidate {
    var range: Range<Int>
    var hasScheme: Bool
  }

  private static let ends = ByteSet(0...0x20) | ByteSet("\"<>`{}")
  private static let opening = ByteSet("([{'*_~-,;:!|=")
  private static let closing = ByteSet(".,;:!?')]}*_~|")
  /// One of these is in every address.
  private static let signs = ByteSet(".:%") | ByteSet(0xE3...0xE3) | ByteSet(0xEF...0xEF)
  /// What more a bare host has.
  private static let dots = ByteSet(".%") | ByteSet(0xE3...0xE3) | ByteSet(0xEF...0xEF)
  private static let hostEnd = ByteSet("/?#:\\")
  private static let cuts = ByteSet("()[]',;*|")
  private static let schemes = ["http", "https", "ftp"].map { Array($0.utf8) }

  /// Calls `body` with each run of bytes in which white space and quotes are not.
  static func forEachToken(in text: Span<UInt8>, _ body: (Range<Int>) -> Void) {
    var start = 0
    var hasSign = false
    for index in 0..<text.count {
      let byte = text[index]
      if ends.contains(byte) {
        if hasSign, index - start >= 4 { body(start..<index) }
        (start, hasSign) = (index + 1, false)
      } else if signs.contains(byte) {
        hasSign = true
      }
    }
    if hasSign, text.count - start >= 4 { body(start..<text.count) }
  }

  /// Calls `body` with each candidate in a token, until it says that this is enough.
  static func forEachCandidate(
    in text: Span<UInt8>, _ token: Range<Int>, _ body: (Candidate) -> Bool
  ) {
    var (start, end) = (token.lowerBound, token.upperBound)
    while start < end, opening.contains(text[start]) { start += 1 }
    while start < end, closing.contains(text[end - 1]) { end -= 1 }
    guard end - start >= 4 else { return }
    func isEnough(_ range: Range<Int>, hasScheme: Bool) -> Bool {
      if body(Candidate(range: range, hasScheme: hasScheme)) { return true }
      // Prose and markup may go on behind it; or it really has such a character.
      let cut = text.first(of: cuts, from: range.lowerBound)
      guard range.lowerBound + 4 <= cut, cut < range.upperBound else { return false }
      return body(Candidate(range: range.lowerBound..<cut, hasScheme: hasScheme))
    }
    var isBare = true
    for index in start..<end where text[index] == UInt8(ascii: ":") {
      guard let scheme = schemeStart(text, before: index, from: start) else { continue }
      isBare = isBare && scheme > start
      if isEnough(scheme..<end, hasScheme: true) { return }
    }
    guard isBare else { return }
    if isBareHost(text, start..<end), isEnough(start..<end, hasScheme: false) { return }
    for index in start + 1..<end
    where opening.contains(text[index - 1]) || text[index - 1] == UInt8(ascii: "/") {
      guard !opening.contains(text[index]),
        text[index - 1] != UInt8(ascii: "/")
          || text.byte(index - 2) == UInt8(ascii: "/")
      else { continue }
      if isBareHost(text, index..<end), isEnough(index..<end, hasScheme: false) { return }
    }
  }

  /// Whether a value that is meant as one address falls into several tokens.
  static func isBroken(_ text: Span<UInt8>, _ value: Range<Int>) -> Bool {
    min(text.first(of: ends, from: value.lowerBound), value.upperBound) < value.upperBound
  }

  /// Where a scheme begins that ends at a colon.
  private static func schemeStart(
    _ text: Span<UInt8>, before colon: Int, from start: Int
  ) -> Int? {
    for scheme in schemes where colon - scheme.count >= start {
      let first = colon - scheme.count
      if scheme.indices.allSatisfy({ text[first + $0] | 0x20 == scheme[$0] }),
        first == start || !ByteSet.alphanumerics.contains(text[first - 1])
      {
        return first
      }
    }
    return nil
  }

  /// Whether a dot stands within what would be the host, and no `@` before it.
  private static func isBareHost(_ text: Span<UInt8>, _ range: Range<Int>) -> Bool {
    let end = min(text.first(of: hostEnd, from: range.lowerBound), range.upperBound)
    guard end - range.lowerBound >= 4 else { return false }
    var hasDot = false
    for index in range.lowerBound..<end {
      if text[index] == UInt8(ascii: "@") { return false }
      if dots.contains(text[index]) { hasDot = true }
    }
    return hasDot
  }
}
