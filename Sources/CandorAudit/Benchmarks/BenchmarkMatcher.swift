/// Looks for the items of benchmarks in records, one after another.
struct BenchmarkMatcher: Sendable {
  private let benchmarks: Benchmarks
  /// For each run, the last record that had it, counted from 1.
  private var lastRecord: [UInt32]
  private var record: UInt32 = 0
  /// For each item, how many of its runs the record has, and its place among the findings, counted from 1.
  private var counts: [UInt32]
  private var entries: [UInt32]

  init(_ benchmarks: Benchmarks) {
    self.benchmarks = benchmarks
    lastRecord = [UInt32](repeating: 0, count: benchmarks.runCount)
    counts = [UInt32](repeating: 0, count: benchmarks.items.count)
    entries = counts
  }

  /// Looks through a record and notes what of it is found.
  ///
  /// - Parameter body: is called with the benchmark of each item of which the record has half or more.
  mutating func count(
    _ text: [UInt8], at place: PieceFindings.Place, into findings: inout BenchmarkFindings,
    _ body: (_ benchmark: Int) -> Void
  ) {
    guard !benchmarks.items.isEmpty else { return }
    record += 1
    var touched: [UInt32] = []
    WordRuns.forEach(of: benchmarks.runLength, in: Benchmarks.simplified(text).span) { hash in
      guard let run = benchmarks.number(of: hash), lastRecord[run] != record else { return }
      if lastRecord[run] == 0 { findings.runs.append(run) }
      lastRecord[run] = record
      for item in benchmarks.items(with: run) {
        if counts[Int(item)] == 0 { touched.append(item) }
        counts[Int(item)] += 1
      }
    }
    for item in touched.map({ Int($0) }) {
      let count = Int(counts[item])
      counts[item] = 0
      if entries[item] == 0 {
        findings.items.append(.init(number: item, most: 0, place: place, records: 0))
        entries[item] = UInt32(findings.items.count)
      }
      let entry = Int(entries[item]) - 1
      if count > findings.items[entry].most {
        findings.items[entry].most = count
        findings.items[entry].place = place
      }
      if 2 * count >= benchmarks.items[item].runs.count {
        findings.items[entry].records += 1
        body(benchmarks.items[item].benchmark)
      }
    }
  }
}
