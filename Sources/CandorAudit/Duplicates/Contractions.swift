// The table is written by Tests/Oracles/near_duplicates.py.

/// Words without their apostrophes that spaCy's English tokenizer cuts, and units behind a digit.
enum Contractions {
  private static let table = """
    0-cm 0-dm 0-ft 0-g 0-gb 0-ha 0-in 0-kb 0-kg 0-km 0-kmh 0-lb 0-m 0-mb 0-mbar 0-mg 0-mm 0-mph
    0-nm 0-oz 0-t 0-tb 0-yd ai-nt are-nt can-not ca-nt ca-nt-ve could-nt could-nt-ve could-ve
    dare-nt did-nt did-nt-ve does-nt does-nt-ve do-nt do-nt-ve gon-na got-ta had-nt had-nt-ve
    has-nt have-nt he-d he-d-ve he-ll-ve he-s how-d how-d-ve how-ll how-ll-ve how-re how-s how-ve
    i-d i-d-ve i-ll-ve i-m i-m-a is-nt it-d it-d-ve it-ll it-ll-ve i-ve may-nt may-nt-ve might-nt
    might-nt-ve might-ve must-nt must-nt-ve must-ve need-nt need-nt-ve not-ve ought-nt ought-nt-ve
    sha-nt sha-nt-ve she-d-ve she-ll-ve she-s should-nt should-nt-ve should-ve that-d that-d-ve
    that-ll that-ll-ve that-s there-d there-d-ve there-ll there-ll-ve there-re there-s there-ve
    these-d these-d-ve these-ll these-ll-ve these-re these-ve they-d they-d-ve they-ll they-ll-ve
    they-re they-ve this-d this-d-ve this-ll this-ll-ve this-s those-d those-d-ve those-ll
    those-ll-ve those-re those-ve was-nt we-d we-d-ve we-ll-ve were-nt we-ve what-d what-d-ve
    what-ll what-ll-ve what-re what-s what-ve when-d when-d-ve when-ll when-ll-ve when-re when-s
    when-ve where-d where-d-ve where-ll where-ll-ve where-re where-s where-ve who-d who-d-ve who-ll
    who-ll-ve who-s who-ve why-d why-d-ve why-ll why-ll-ve why-re why-s why-ve wo-nt wo-nt-ve
    would-nt would-nt-ve would-ve y-all you-d you-d-ve you-ll you-ll-ve you-re you-ve
    """

  private static let cuts: [UInt128: [UInt8]] = Dictionary(
    uniqueKeysWithValues: table.utf8.split { $0 == 0x20 || $0 == 0x0A }.map { entry in
      let whole = entry.filter { $0 != UInt8(ascii: "-") }
      return (
        key(whole.span, 0..<whole.count), entry.map { $0 == UInt8(ascii: "-") ? 0x20 : $0 }
      )
    })

  /// The last two bytes of such words: most other words are told by theirs.
  private static let endings: [Bool] = {
    var endings = [Bool](repeating: false, count: 1 << 16)
    for key in cuts.keys { endings[Int(key & 0xFFFF)] = true }
    return endings
  }()

  /// The units of the table, which are cut off behind any word that ends in a digit.
  private static let units: Set<UInt128> = Set(
    table.utf8.split { $0 == 0x20 || $0 == 0x0A }.filter { $0.starts(with: "0-".utf8) }
      .map { entry in
        let unit = Array(entry.dropFirst(2))
        return key(unit.span, 0..<unit.count)
      })

  /// Where a unit begins at the end of a word, such as the `mm` of `imx0mm`; the word's end if there is none.
  private static func unitStart(_ text: Span<UInt8>, _ word: Range<Int>, _ units: Set<UInt128>)
    -> Int
  {
    var start = word.upperBound - 1
    while start > word.lowerBound, word.upperBound - start < 4, text[start - 1] != 0x30 {
      start -= 1
    }
    guard start > word.lowerBound, text[start - 1] == 0x30,
      units.contains(key(text, start..<word.upperBound))
    else { return word.upperBound }
    return start
  }

  private static func key(_ text: Span<UInt8>, _ word: Range<Int>) -> UInt128 {
    var key: UInt128 = 0
    for index in word { key = key << 8 | UInt128(text[index]) }
    return key
  }

  /// A simplified text with a space at each cut, and where its words begin and end.
  static func cut(_ text: [UInt8]) -> (text: [UInt8], starts: [UInt32], ends: [UInt32]) {
    var (starts, ends) = ([UInt32](), [UInt32]())
    starts.reserveCapacity(text.count / 4)
    ends.reserveCapacity(text.count / 4)
    // What is cut, with all before it; `copied` bytes of the text are there.
    var result: [UInt8] = []
    var copied = 0
    let (cuts, endings, units) = (cuts, endings, units)
    let bytes = text.span
    var start = 0
    while start < bytes.count {
      var end = start
      while end < bytes.count, bytes[end] != 0x20 { end += 1 }
      let mayBeCut = end - start >= 2 && endings[Int(bytes[end - 2]) << 8 | Int(bytes[end - 1])]
      let unit = mayBeCut ? unitStart(bytes, start..<end, units) : end
      if mayBeCut, end - start <= 16, let pieces = cuts[key(bytes, start..<end)] {
        result += text[copied..<start]
        for piece in pieces.split(separator: 0x20) {
          starts.append(UInt32(result.count + piece.startIndex))
          ends.append(UInt32(result.count + piece.endIndex))
        }
        result += pieces
        copied = end
      } else if end > start {
        starts.append(UInt32(result.count + start - copied))
        ends.append(UInt32(result.count + unit - copied))
        if unit < end {
          result += text[copied..<unit]
          result.append(0x20)
          copied = unit
          starts.append(UInt32(result.count))
          ends.append(UInt32(result.count + end - unit))
        }
      }
      start = end + 1
    }
    result += text[copied...]
    return (result, starts, ends)
  }
}
