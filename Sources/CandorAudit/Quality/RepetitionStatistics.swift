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
  private var runScalars: [Int] = []

  mutating func addLine(hash: UInt64, scalars: Int) {
    lines.add(hash, scalars)
    paragraph.hash = (paragraph.hash ^ hash) &* 0x9E37_79B9_7F4A_7C15
    paragraph.scalars += scalars
  }

  mutating func endParagraph() {
    if paragraph.scalars > 0 { paragraphs.add(paragraph.hash, paragraph.scalars) }
    paragraph = (0, 0)
  }

  /// Ends the text; what is below can be asked now.
  mutating func finish(using counter: inout RunCounter) {
    endParagraph()
    runScalars = counter.repeatedScalars(of: words)
  }

  /// Shares of what is a copy of something before it: by number, and by scalars of `text`.
  func repeatedLines(ofScalars text: Int) -> (number: Double, scalars: Double) {
    lines.shares(ofScalars: text)
  }

  func repeatedParagraphs(ofScalars text: Int) -> (number: Double, scalars: Double) {
    paragraphs.shares(ofScalars: text)
  }

  /// The share of `text` in repeated runs of `length` words: ``RunCounter/repeatedScalars(of:)``.
  func repeatedRuns(of length: Int, ofScalars text: Int) -> Double {
    Double(runScalars[length - RunCounter.lengths.lowerBound]) / Double(max(1, text))
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
