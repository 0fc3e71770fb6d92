/// Words by which texts state conditions, whatever licence they belong to.
enum ConditionPhrases {
  private static let phrases: [(LicenceCondition, [String])] = [
    (.userThreshold, ["monthly active users", "million monthly", "100 million", "700 million"]),
    (.revenueThreshold, ["annual revenue", "monthly revenue", "yearly revenue"]),
    (.nonCommercial, ["noncommercial", "non-commercial", "not for commercial", "commons clause"]),
    (
      .researchOnly,
      ["research purposes only", "solely for research", "research use only", "only for research"]
    ),
    (
      .useRestrictions,
      [
        "acceptable use policy", "prohibited use", "use restrictions", "use-based restrictions",
        "attachment a", "you agree not to use", "prohibited uses",
      ]
    ),
    (
      .naming,
      [
        "built with llama", "built with meta llama", "powered by stability", "built with qwen",
        "prominently display",
      ]
    ),
    (
      .noOtherModels,
      [
        "to improve any other large language model", "improve any other model",
        "to train other models",
      ]
    ),
    (.regionExcluded, ["european union", "domiciled in"]),
    (.noDerivatives, ["noderivatives", "no derivatives"]),
  ]

  private static let needles = phrases.map { condition, words in
    (condition, words.map { Array($0.utf8) })
  }

  /// The first place of each condition, in all lines or in some.
  ///
  /// A phrase may be broken over two lines, so each line is read with the next.
  static func find(
    in text: TextFile, among chosen: Set<Int>? = nil
  ) -> [(condition: LicenceCondition, line: Int)] {
    let lines = text.lines.map(\.foldedBytes)
    return needles.compactMap { condition, words in
      let line = lines.indices.first { index in
        guard chosen?.contains(index) ?? true else { return false }
        let following = index + 1 < lines.count ? lines[index + 1].drop { $0 == 0x20 } : []
        let joined = lines[index] + [0x20] + following.prefix(40)
        return words.contains { joined.holds($0) }
      }
      return line.map { (condition, $0) }
    }
  }
}
