/// Cuts a text into words, and words into pieces that are found again wherever they stand.
///
/// Words are runs of letters and digits in lower case; punctuation, markup and the way lines are
/// broken do not count. A piece ends after a word whose own hash says so, so an insertion disturbs the
/// piece it is in and no other; it also ends with a sentence, with a paragraph, and before an item of a
/// list. Lines that only name holders of rights are left out, and so are the numbers of a list.
/// `scripts/make-licence-tables` does the same in Python.
struct LicenceWords {
  struct Piece {
    /// 24 bits.
    let print: UInt32
    let words: Int
    /// The index of the line it begins on.
    let line: Int
  }

  /// Words of a piece, unless its sentence or paragraph ends.
  private static let (fewest, most) = (4, 24)

  private(set) var pieces: [Piece] = []
  private var value: UInt64 = 0
  private var count = 0
  private var start = 0

  init(_ text: TextFile) {
    self.init(text.lines.lazy.map { Array($0.utf8) })
  }

  init(_ lines: some Sequence<[UInt8]>) {
    for (index, line) in lines.enumerated() { read(line, index) }
    cut()
  }

  private mutating func cut() {
    if count > 0 {
      pieces.append(
        Piece(
          print: UInt32(truncatingIfNeeded: Self.mixed(value) & 0xFF_FFFF), words: count,
          line: start))
    }
    (value, count) = (0, 0)
  }

  private mutating func read(_ line: [UInt8], _ index: Int) {
    var words: [UInt64] = []
    /// The places of the words that end a sentence or a part of one.
    var stops: Set<Int> = []
    var hash = Self.seed
    var length = 0
    /// The length of the first word, and what follows it.
    var first: (length: Int, end: Int)?
    var position = 0
    func end() {
      if length > 0 { words.append(hash) }
      if length > 0, first == nil { first = (length, position) }
      (hash, length) = (Self.seed, 0)
    }
    while position < line.count {
      let byte = line[position]
      let broken = Self.breakLength(line, position)
      if broken > 0 {
        end()
        if Self.isStop(line, position) { stops.insert(words.count - 1) }
        position += broken
        continue
      }
      let lower = byte >= 0x41 && byte <= 0x5A ? byte + 0x20 : byte
      hash = (hash ^ UInt64(lower)) &* 0x100_0000_01B3
      length += 1
      position += 1
    }
    end()
    guard let first else { return cut() }
    // Only after plain signs, as the script has it.
    let isPlain = line[..<(first.end - first.length)].allSatisfy { $0 < 0x80 }
    let isHeader = isPlain && Self.isHeader(words[0], line, first.end)
    guard !isHeader, !Self.namesHolder(words, line) else { return cut() }
    let isBullet = isPlain && Self.isBullet(line, first.length, first.end)
    if isBullet || Self.beginsWithDash(line) { cut() }
    for place in words.indices.dropFirst(isBullet ? 1 : 0) {
      let single = Self.mixed(words[place])
      if count == 0 { start = index }
      value = Self.mixed(value ^ single)
      count += 1
      let isEnd = count >= Self.fewest && single & 7 == 0
      if isEnd || count == Self.most || stops.contains(place) { cut() }
    }
  }

  /// Whether a sign that ends a sentence, or leads to what follows, stands before a gap.
  private static func isStop(_ line: [UInt8], _ position: Int) -> Bool {
    [UInt8(ascii: "."), UInt8(ascii: ":"), UInt8(ascii: ";")].contains(line[position])
      && (position + 1 == line.count || [0x20, 0x09, 0x0D].contains(line[position + 1]))
  }

  /// Whether a line of a Debian copyright file only introduces a text: `License: Zlib`.
  private static func isHeader(_ word: UInt64, _ line: [UInt8], _ end: Int) -> Bool {
    headers.contains(word) && end < line.count && line[end] == UInt8(ascii: ":")
  }

  /// Whether a line begins with a number or letter of a list: `2.`, `(b)`.
  private static func isBullet(_ line: [UInt8], _ length: Int, _ end: Int) -> Bool {
    guard length <= 2, end < line.count else { return false }
    guard line[end] == UInt8(ascii: ".") || line[end] == UInt8(ascii: ")") else { return false }
    let word = line[(end - length)..<end]
    let isNumber = word.allSatisfy { (0x30...0x39).contains($0) }
    let isLetter = length == 1 && word.allSatisfy { (0x41...0x5A).contains($0 & 0xDF) }
    return (isNumber || isLetter)
      && (end + 1 == line.count || [0x20, 0x09, 0x0D].contains(line[end + 1]))
  }

  /// Whether a line begins with the dash of a list.
  private static func beginsWithDash(_ line: [UInt8]) -> Bool {
    guard let dash = line.firstIndex(where: { $0 != 0x20 && $0 != 0x09 }) else { return false }
    return line[dash] == UInt8(ascii: "-") && dash + 1 < line.count
      && [0x20, 0x09].contains(line[dash + 1])
  }

  /// Bytes of the separator at a place; 0 where a word goes on.
  private static func breakLength(_ line: [UInt8], _ position: Int) -> Int {
    func at(_ offset: Int) -> UInt8 {
      position + offset < line.count ? line[position + offset] : 0
    }
    switch line[position] {
    // General punctuation, CJK punctuation, full-width forms, Latin-1 signs.
    case 0xE2 where (0x80...0x81).contains(at(1)) && at(2) != 0: return 3
    case 0xE3 where at(1) == 0x80 && at(2) != 0: return 3
    case 0xEF where at(1) == 0xBC && at(2) != 0: return 3
    case 0xC2 where (0x80...0xBF).contains(at(1)): return 2
    case 0x80...0xFF, 0x30...0x39, 0x41...0x5A, 0x61...0x7A: return 0
    default: return 1
    }
  }

  private static let seed: UInt64 = 0xCBF2_9CE4_8422_2325

  /// FNV-1a, then a finaliser, so that low bits are even.
  private static func hash(_ word: String) -> UInt64 {
    word.utf8.reduce(seed) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
  }

  private static func mixed(_ value: UInt64) -> UInt64 {
    var value = value
    value ^= value >> 32
    value = value &* 0xD6E8_FEB8_6659_FD93
    return value ^ value >> 32
  }

  private static let (copyright, sign) = (hash("copyright"), hash("c"))
  private static let headers = ["license", "licence", "files", "comment"].map(hash)
  private static let reserved = [hash("all"), hash("rights"), hash("reserved")]

  /// Whether a line says who holds the rights, and no more.
  private static func namesHolder(_ words: [UInt64], _ line: [UInt8]) -> Bool {
    guard words[0] == copyright || words[0] == sign else { return words == reserved }
    let line = line.map { $0 >= 0x41 && $0 <= 0x5A ? $0 + 0x20 : $0 }
    // `(c)` at the beginning of a line may also be the third item of a list.
    if (words[0] == copyright && line.holds(Array("(c)".utf8))) || line.holds([0xC2, 0xA9])
      || line.holds(Array("year".utf8))
      || line.holds(Array("yyyy".utf8))
    {
      return true
    }
    return line.indices.dropLast(3).contains { index in
      let digits = line[index..<(index + 4)]
      return (digits.starts(with: [0x31, 0x39]) || digits.starts(with: [0x32, 0x30]))
        && digits.allSatisfy { (0x30...0x39).contains($0) }
    }
  }
}
