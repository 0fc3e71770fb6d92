/// A published threshold on a text's statistics.
package struct QualityRule: Sendable {
  package let rule: Rule
  /// Whether a text is on the wrong side.
  package let isBroken: @Sendable (TextStatistics) -> Bool

  private init(
    _ name: String, _ summary: String, _ isBroken: @escaping @Sendable (TextStatistics) -> Bool
  ) {
    rule = Rule(.quality, name, summary)
    self.isBroken = isBroken
  }

  private static func share(_ part: Int, _ whole: Int) -> Double {
    Double(part) / Double(max(1, whole))
  }

  package static let known = gopher + gopherRepetition + c4 + fineWeb

  /// Rae et al. 2021, table A1, as applied to English.
  private static let gopher = [
    QualityRule("gopher-words", "texts of fewer than 50 or more than 100,000 words") {
      !(50...100_000).contains($0.plainWords)
    },
    QualityRule("gopher-word-length", "texts whose mean word is shorter than 3 or longer than 10") {
      !(3...10).contains(share($0.wordScalars, $0.plainWords))
    },
    QualityRule("gopher-hashes", "texts with more than a hash sign to ten words") {
      share($0.hashes, $0.words) > 0.1
    },
    QualityRule("gopher-ellipses", "texts with more than an ellipsis to ten words") {
      share($0.ellipses, $0.words) > 0.1
    },
    QualityRule("gopher-bullets", "texts of which more than 90 % of lines are list items") {
      share($0.bulletLines, $0.lines) > 0.9
    },
    QualityRule(
      "gopher-ellipsis-lines", "texts of which more than 30 % of lines end in an ellipsis"
    ) {
      share($0.ellipsisLines, $0.lines) > 0.3
    },
    QualityRule("gopher-letters", "texts with letters in fewer than 80 % of words") {
      share($0.alphabeticWords, $0.words) < 0.8
    },
    QualityRule("gopher-stop-words", "texts with fewer than 2 of 8 common English words") {
      $0.stopWords.nonzeroBitCount < 2
    },
  ]

  /// Rae et al. 2021, section A1.1: shares of scalars unless said.
  private static let gopherRepetition: [QualityRule] =
    [
      QualityRule("gopher-lines", "texts of which more than 30 % of lines are copies") {
        $0.repetition.repeatedLines(ofScalars: $0.scalars).number > 0.30
      },
      QualityRule("gopher-paragraphs", "texts of which more than 30 % of paragraphs are copies") {
        $0.repetition.repeatedParagraphs(ofScalars: $0.scalars).number > 0.30
      },
      QualityRule("gopher-line-scalars", "texts with more than 20 % in copies of lines") {
        $0.repetition.repeatedLines(ofScalars: $0.scalars).scalars > 0.20
      },
      QualityRule("gopher-paragraph-scalars", "texts with more than 20 % in copies of paragraphs") {
        $0.repetition.repeatedParagraphs(ofScalars: $0.scalars).scalars > 0.20
      },
    ]
    + [(2, 0.20), (3, 0.18), (4, 0.16)].map { length, most in
      QualityRule("gopher-top-\(length)-gram", "texts that one run of \(length) words fills") {
        $0.repetition.repeatedRuns(of: length, ofScalars: $0.scalars) > most
      }
    }
    + [(5, 0.15), (6, 0.14), (7, 0.13), (8, 0.12), (9, 0.11), (10, 0.10)].map { length, most in
      QualityRule("gopher-\(length)-grams", "texts that copied runs of \(length) words fill") {
        $0.repetition.repeatedRuns(of: length, ofScalars: $0.scalars) > most
      }
    }

  /// Raffel et al. 2020, the rules on whole documents.
  private static let c4 = [
    QualityRule("c4-braces", "texts with a curly bracket") { $0.braces > 0 },
    QualityRule("c4-sentences", "texts of fewer than 5 sentences") { $0.sentences < 5 },
    QualityRule("c4-long-word", "texts with a word of more than 1,000 letters") {
      $0.longestWord > 1000
    },
  ]

  /// Penedo et al. 2024.
  private static let fineWeb = [
    QualityRule("fineweb-punctuation", "texts of which fewer than 12 % of lines end a sentence") {
      share($0.punctuatedLines, $0.lines) < 0.12
    },
    QualityRule(
      "fineweb-short-lines", "texts of which more than 67 % of lines have 30 letters or fewer"
    ) {
      share($0.shortLines, $0.lines) > 0.67
    },
    QualityRule("fineweb-line-copies", "texts with more than 1 % in copies of lines") {
      $0.repetition.repeatedLines(ofScalars: $0.scalars - $0.lineFeeds).scalars > 0.01
    },
    QualityRule("fineweb-lists", "texts with more than 3 line breaks to ten words") {
      share($0.lineFeeds, $0.words) > 0.3
    },
  ]
}
