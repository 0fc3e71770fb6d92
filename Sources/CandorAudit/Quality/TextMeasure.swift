/// A number that texts have, in fixed bins, so that counts of texts add up exactly.
public enum TextMeasure: String, Sendable, CaseIterable {
  case bytes, words, wordLength, alphabeticWords, repeatedLines, script

  /// What is counted, for people.
  public var title: String {
    switch self {
    case .bytes: "bytes of a text"
    case .words: "words of a text"
    case .wordLength: "mean letters of a text's words"
    case .alphabeticWords: "share of words with a letter"
    case .repeatedLines: "share of lines that are there before"
    case .script: "script of most letters"
    }
  }

  /// Of each bin, for people.
  public var bins: [String] {
    switch self {
    case .bytes, .words: ["0"] + (0..<Self.powers).map { "from \(1 << $0)" }
    case .wordLength:
      (0..<Self.longestWord).map { "\($0) to \($0 + 1)" } + ["\(Self.longestWord) or more"]
    case .alphabeticWords, .repeatedLines:
      (0..<10).map { "\($0 * 10) to \($0 * 10 + 10) %" } + ["all"]
    case .script: Script.allCases.map(\.rawValue)
    }
  }

  /// Powers of two up to the longest record.
  private static let powers = 26
  private static let longestWord = 15

  /// The bin of a text.
  func bin(_ text: Span<UInt8>, _ statistics: TextStatistics) -> Int {
    switch self {
    case .bytes: Self.logarithmicBin(text.count)
    case .words: Self.logarithmicBin(statistics.words)
    case .wordLength:
      min(statistics.wordScalars / max(1, statistics.plainWords), Self.longestWord)
    case .alphabeticWords: statistics.alphabeticWords * 10 / max(1, statistics.words)
    case .repeatedLines:
      Int(statistics.repetition.repeatedLines(ofScalars: statistics.scalars).number * 10)
    case .script: Script.ofMost(text).bin
    }
  }

  private static func logarithmicBin(_ number: Int) -> Int {
    min(Int.bitWidth - number.leadingZeroBitCount, powers)
  }
}
