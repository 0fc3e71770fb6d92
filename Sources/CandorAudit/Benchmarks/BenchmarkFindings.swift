/// Which runs and items of benchmarks stand in one piece of a file. It travels as part of `PieceFindings`.
struct BenchmarkFindings: Sendable, Equatable, Codable {
  /// An item of which at least one run was found.
  struct Item: Sendable, Equatable, Codable {
    /// In `Benchmarks.items`.
    var number: Int
    /// The most of its runs that one record has.
    var most: Int
    /// The first such record.
    var place: PieceFindings.Place
    /// Records that have half of its runs or more.
    var records: Int
  }

  /// In the order in which they were met.
  var items: [Item] = []
  /// The numbers of the runs that were found, each once, in the order in which they were met.
  var runs: [Int] = []

  /// What was found behind, in the same piece.
  mutating func append(
    _ next: BenchmarkFindings, _ moved: (PieceFindings.Place) -> PieceFindings.Place
  ) {
    guard !next.runs.isEmpty else { return }
    let known = Set(runs)
    runs += next.runs.filter { !known.contains($0) }
    let entries = Dictionary(
      uniqueKeysWithValues: items.enumerated().map { ($0.element.number, $0.offset) })
    for item in next.items {
      var item = item
      item.place = moved(item.place)
      guard let entry = entries[item.number] else {
        items.append(item)
        continue
      }
      items[entry].records += item.records
      if item.most > items[entry].most {
        (items[entry].most, items[entry].place) = (item.most, item.place)
      }
    }
  }

  /// Whether all numbers are those of things that there are.
  func fits(_ benchmarks: Benchmarks) -> Bool {
    items.allSatisfy {
      benchmarks.items.indices.contains($0.number)
        && $0.most <= benchmarks.items[$0.number].runs.count
    } && runs.allSatisfy { $0 < benchmarks.runCount }
  }
}
