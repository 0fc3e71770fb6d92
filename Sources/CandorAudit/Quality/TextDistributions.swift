/// How the texts of a dataset are spread over the bins of each measure. Sums of parts are exact.
public struct TextDistributions: Sendable, Equatable, Codable {
  /// Texts, by measure and bin.
  private var counts = TextMeasure.allCases.map { [Int](repeating: 0, count: $0.bins.count) }

  mutating func add(_ text: Span<UInt8>, _ statistics: TextStatistics) {
    for (index, measure) in TextMeasure.allCases.enumerated() {
      counts[index][measure.bin(text, statistics)] += 1
    }
  }

  /// Whether there is a number for each bin; what comes from a file has to be asked.
  var isWhole: Bool { counts.map(\.count) == TextMeasure.allCases.map(\.bins.count) }

  static func += (total: inout TextDistributions, part: TextDistributions) {
    for measure in total.counts.indices {
      for bin in total.counts[measure].indices {
        total.counts[measure][bin] += part.counts[measure][bin]
      }
    }
  }

  /// For each measure the bins from the first to the last in which there is a text.
  public var charts: [(measure: TextMeasure, bins: [(name: String, texts: Int)])] {
    zip(TextMeasure.allCases, counts).compactMap { measure, counts in
      guard let first = counts.firstIndex(where: { $0 > 0 }),
        let last = counts.lastIndex(where: { $0 > 0 })
      else { return nil }
      return (measure, (first...last).map { (measure.bins[$0], counts[$0]) })
    }
  }
}
