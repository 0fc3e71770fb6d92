/// What quality rules ask about a text, counted in one walk.
///
/// Words are what white space parts; lengths are in Unicode scalars. Lines are what line feeds part;
/// a line's ends are trimmed of white space.
package struct TextStatistics {
  private(set) var words = 0
  /// Words with a letter or digit, or beyond ASCII.
  private(set) var plainWords = 0
  private(set) var wordScalars = 0
  private(set) var alphabeticWords = 0
  private(set) var longestWord = 0
  private(set) var hashes = 0
  private(set) var ellipses = 0
  private(set) var stopWords: UInt8 = 0
  private(set) var scalars = 0
  private(set) var braces = 0

  private(set) var lines = 0
  private(set) var bulletLines = 0
  private(set) var ellipsisLines = 0
  private(set) var punctuatedLines = 0
  private(set) var shortLines = 0
  private(set) var lineFeeds = 0
  private(set) var sentences = 0

  var repetition = RepetitionStatistics()

  private static let stopList = ["the", "be", "to", "of", "and", "that", "have", "with"]
    .map { Array($0.utf8) }

  package init(_ text: Span<UInt8>) {
    for index in 0..<text.count {
      let byte = text[index]
      if byte & 0xC0 != 0x80 { scalars += 1 }
      switch byte {
      case UInt8(ascii: "#"): hashes += 1
      case UInt8(ascii: "{"): braces += 1
      case UInt8(ascii: "."):
        if text.byte(index + 1) == byte, text.byte(index + 2) == byte, text.byte(index - 1) != byte
        {
          ellipses += 1
        }
        if ByteSet.space.contains(text.byte(index + 1)) { sentences += 1 }
      case UInt8(ascii: "!"), UInt8(ascii: "?"):
        if ByteSet.space.contains(text.byte(index + 1)) { sentences += 1 }
      case 0xA6 where text.byte(index - 1) == 0x80 && text.byte(index - 2) == 0xE2: ellipses += 1
      default: break
      }
    }
    countLines(text)
    countWords(text)
  }

  private mutating func countWords(_ text: Span<UInt8>) {
    var index = 0
    while index < text.count {
      if ByteSet.space.contains(text[index]) {
        index += 1
        continue
      }
      let start = index
      var hash: UInt64 = 0xCBF2_9CE4_8422_2325
      var (length, isPlain, isAlphabetic) = (0, false, false)
      while index < text.count, !ByteSet.space.contains(text[index]) {
        let byte = text[index]
        if byte & 0xC0 != 0x80 { length += 1 }
        if byte >= 0x80 || ByteSet.letters.contains(byte) { isAlphabetic = true }
        if byte >= 0x80 || ByteSet.alphanumerics.contains(byte) { isPlain = true }
        hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3
        index += 1
      }
      words += 1
      longestWord = max(longestWord, length)
      if isPlain {
        plainWords += 1
        wordScalars += length
      }
      if isAlphabetic { alphabeticWords += 1 }
      for (number, word) in Self.stopList.enumerated()
      where word.count == index - start && text.hasPrefix(word, at: start) {
        stopWords |= 1 << UInt8(number)
      }
      repetition.words.append(.init(hash: hash, scalars: length))
    }
  }

  private mutating func countLines(_ text: Span<UInt8>) {
    var start = 0
    while start < text.count {
      let end = text.run(of: ByteSet("\n").inverted, from: start)
      if end < text.count { lineFeeds += 1 }
      addLine(text, start..<end)
      start = end + 1
    }
  }

  private mutating func addLine(_ text: Span<UInt8>, _ line: Range<Int>) {
    let first = text.run(of: .space, from: line.lowerBound, limit: line.count)
    let end = text.runStart(of: .space, before: line.upperBound, limit: line.upperBound - first)
    guard first < end else {
      repetition.endParagraph()
      return
    }
    lines += 1
    var length = 0
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for index in first..<end {
      if text[index] & 0xC0 != 0x80 { length += 1 }
      hash = (hash ^ UInt64(text[index])) &* 0x100_0000_01B3
    }
    repetition.addLine(hash: hash, scalars: length)
    if length <= 30 { shortLines += 1 }
    let endsInEllipsis =
      text.hasPrefix(Array("...".utf8), at: end - 3) || text.hasPrefix(Array("…".utf8), at: end - 3)
    if endsInEllipsis { ellipsisLines += 1 }
    if text[first] == UInt8(ascii: "-") || text.hasPrefix(Array("•".utf8), at: first) {
      bulletLines += 1
    }
    if Self.endsInPunctuation(text, end) { punctuatedLines += 1 }
  }

  private static let threeByteEnds = ["”", "’", "…", "。", "！", "？"].map { Array($0.utf8) }

  private static func endsInPunctuation(_ text: Span<UInt8>, _ end: Int) -> Bool {
    ByteSet(".!?\"'").contains(text[end - 1])
      || threeByteEnds.contains { text.hasPrefix($0, at: end - 3) }
  }
}
