/// How much of a text is there twice: lines, paragraphs and runs of words.
struct RepetitionStatistics {
  struct Word {
    var hash: UInt64
    var scalars: Int
  }

  var words: [Word] = []

  private var lines = RepetitionCount()
  private var paragraphs = RepetitionCount()
  private var paragraph: (hash: UInt64, scalars: Int) = (0, 0)

  mutating func addLine(hash: UInt64, scalars: Int) {
    lines.add(hash, scalars)
    paragraph.hash = (paragraph.hash ^ hash) &* 0x9E37_79B9_7F4A_7C15
    paragraph.scalars += scalars
  }

  mutating func endParagraph() {
    if paragraph.scalars > 0 { paragraphs.add(paragraph.hash, paragraph.scalars) }
    paragraph = (0, 0)
  }

  /// Shares of what is a copy of something before it: by number, and by scalars of `text`.
  func repeatedLines(ofScalars text: Int) -> (number: Double, scalars: Double) {
    lines.shares(ofScalars: text)
  }

  func repeatedParagraphs(ofScalars text: Int) -> (number: Double, scalars: Double) {
    var all = paragraphs
    if paragraph.scalars > 0 { all.add(paragraph.hash, paragraph.scalars) }
    return all.shares(ofScalars: text)
  }

  /// The share of `text` in the most frequent run of `length` words that is there more than once.
  func topRun(of length: Int, ofScalars text: Int) -> Double {
    var counts = HashCounts(capacity: words.count)
    var best = 0
    forEachRun(of: length) { hash, scalars, _ in
      let count = counts.add(hash)
      if count > 1 { best = max(best, count * scalars) }
    }
    return Double(best) / Double(max(1, text))
  }

  /// The share of `text` in runs of `length` words that are copies of a run before them; a word
  /// counts once.
  func repeatedRuns(of length: Int, ofScalars text: Int) -> Double {
    var counts = HashCounts(capacity: words.count)
    var repeated = 0
    var free = 0
    forEachRun(of: length) { hash, scalars, start in
      guard start >= free, counts.add(hash) > 1 else { return }
      repeated += scalars
      free = start + length
    }
    return Double(repeated) / Double(max(1, text))
  }

  private func forEachRun(of length: Int, _ body: (UInt64, Int, Int) -> Void) {
    guard words.count >= length else { return }
    for start in 0...words.count - length {
      var hash: UInt64 = 0
      var scalars = 0
      for word in words[start..<start + length] {
        hash = (hash ^ word.hash) &* 0x9E37_79B9_7F4A_7C15
        hash ^= hash >> 29
        scalars += word.scalars
      }
      body(hash, scalars, start)
    }
  }
}

/// Things of a kind, and how many of them are copies of one before.
struct RepetitionCount {
  private var seen: Set<UInt64> = []
  private var number = 0
  private var copies = 0
  private var copiedScalars = 0

  mutating func add(_ hash: UInt64, _ scalars: Int) {
    number += 1
    if seen.insert(hash).inserted { return }
    copies += 1
    copiedScalars += scalars
  }

  func shares(ofScalars text: Int) -> (number: Double, scalars: Double) {
    (
      Double(copies) / Double(max(1, number)), Double(copiedScalars) / Double(max(1, text))
    )
  }
}
