import CandorCore

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
    .map { $0.utf8.reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) } }

  /// What a byte is, as bits.
  private enum Trait {
    static let space: UInt8 = 1
    /// A letter, or beyond ASCII.
    static let alphabetic: UInt8 = 2
    /// Those and digits.
    static let plain: UInt8 = 4
    /// The first byte of a scalar.
    static let scalar: UInt8 = 8
    /// Counted by itself.
    static let sign: UInt8 = 16
  }

  private static let traits: [UInt8] = (0...UInt8.max).map { byte in
    var traits: UInt8 = 0
    if ByteSet.space.contains(byte) { traits |= Trait.space }
    if byte >= 0x80 || ByteSet.letters.contains(byte) { traits |= Trait.alphabetic }
    if byte >= 0x80 || ByteSet.alphanumerics.contains(byte) { traits |= Trait.plain }
    if byte & 0xC0 != 0x80 { traits |= Trait.scalar }
    if byte == 0xA6 || ByteSet("#{.!?").contains(byte) { traits |= Trait.sign }
    return traits
  }

  /// - Parameter counter: whose memory is used again from text to text.
  package init(_ text: Span<UInt8>, using counter: inout RunCounter) {
    let traits = Self.traits.span
    countWords(text, traits)
    countLines(text, traits)
    repetition.finish(using: &counter)
  }

  private mutating func countWords(_ text: Span<UInt8>, _ traits: Span<UInt8>) {
    repetition.words.reserveCapacity(text.count / 5)
    let bytes = text.rawBytes
    var index = 0
    while index < text.count {
      let start = index
      var (length, all) = (0, UInt8(0))
      while index < text.count {
        let trait = traits[Int(text[index])]
        if trait & Trait.space != 0 { break }
        length += Int(trait / Trait.scalar & 1)
        all |= trait
        index += 1
      }
      if index > start {
        if all & Trait.sign != 0 { countSigns(text, start..<index) }
        addWord(bytes, start..<index, length, all)
      }
      if index < text.count {
        scalars += 1
        index += 1
      }
    }
  }

  private mutating func addWord(
    _ bytes: RawSpan, _ word: Range<Int>, _ length: Int, _ traits: UInt8
  ) {
    scalars += length
    words += 1
    longestWord = max(longestWord, length)
    if traits & Trait.plain != 0 {
      plainWords += 1
      wordScalars += length
    }
    if traits & Trait.alphabetic != 0 { alphabeticWords += 1 }
    if word.count <= 4 {
      let letters = bytes.littleEndianWord(at: word.lowerBound) & (1 << UInt64(8 * word.count) - 1)
      for (number, stopWord) in Self.stopList.enumerated() where letters == stopWord {
        stopWords |= 1 << UInt8(number)
      }
    }
    repetition.words.append(.init(hash: Self.hash(bytes, word), scalars: length))
  }

  /// Signs of which something is counted, within a word.
  private mutating func countSigns(_ text: Span<UInt8>, _ word: Range<Int>) {
    for index in word {
      let byte = text[index]
      switch byte {
      case UInt8(ascii: "#"): hashes += 1
      case UInt8(ascii: "{"): braces += 1
      case UInt8(ascii: "."):
        if text.byte(index + 1) == byte, text.byte(index + 2) == byte, text.byte(index - 1) != byte
        {
          ellipses += 1
        }
        if index + 1 == word.upperBound { sentences += 1 }
      case UInt8(ascii: "!"), UInt8(ascii: "?"):
        if index + 1 == word.upperBound { sentences += 1 }
      case 0xA6 where text.byte(index - 1) == 0x80 && text.byte(index - 2) == 0xE2: ellipses += 1
      default: break
      }
    }
  }

  private mutating func countLines(_ text: Span<UInt8>, _ traits: Span<UInt8>) {
    var start = 0
    while start < text.count {
      let end = text.firstIndex(of: 0x0A, from: start) ?? text.count
      if end < text.count { lineFeeds += 1 }
      addLine(text, traits, start..<end)
      start = end + 1
    }
  }

  private mutating func addLine(_ text: Span<UInt8>, _ traits: Span<UInt8>, _ line: Range<Int>) {
    let first = text.run(of: .space, from: line.lowerBound, limit: line.count)
    let end = text.runStart(of: .space, before: line.upperBound, limit: line.upperBound - first)
    guard first < end else {
      repetition.endParagraph()
      return
    }
    lines += 1
    var length = 0
    for index in first..<end { length += Int(traits[Int(text[index])] / Trait.scalar & 1) }
    repetition.addLine(hash: Self.hash(text.rawBytes, first..<end), scalars: length)
    if length <= 30 { shortLines += 1 }
    if text.hasPrefix(Self.threePoints, at: end - 3) || text.hasPrefix(Self.ellipsis, at: end - 3) {
      ellipsisLines += 1
    }
    if text[first] == UInt8(ascii: "-") || text.hasPrefix(Self.bullet, at: first) {
      bulletLines += 1
    }
    if Self.endsInPunctuation(text, end) { punctuatedLines += 1 }
  }

  /// A hash of some bytes, eight at a time.
  private static func hash(_ bytes: RawSpan, _ range: Range<Int>) -> UInt64 {
    var hash = UInt64(range.count)
    var place = range.lowerBound
    while place < range.upperBound {
      let left = range.upperBound - place
      var word = bytes.littleEndianWord(at: place)
      if left < 8 { word &= 1 << UInt64(8 * left) - 1 }
      hash = (hash ^ word) &* 0x9E37_79B9_7F4A_7C15
      hash ^= hash >> 32
      place += 8
    }
    return hash
  }

  private static let threePoints = Array("...".utf8)
  private static let ellipsis = Array("…".utf8)
  private static let bullet = Array("•".utf8)
  private static let sentenceEnds = ByteSet(".!?\"'")
  private static let threeByteEnds = ["”", "’", "…", "。", "！", "？"].map { Array($0.utf8) }

  private static func endsInPunctuation(_ text: Span<UInt8>, _ end: Int) -> Bool {
    let last = text[end - 1]
    return sentenceEnds.contains(last)
      || (last >= 0x80 && threeByteEnds.contains { text.hasPrefix($0, at: end - 3) })
  }
}
