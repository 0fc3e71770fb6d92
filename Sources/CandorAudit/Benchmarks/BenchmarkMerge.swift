/// Joins what was found of benchmarks in the pieces, in their order.
struct BenchmarkMerge {
  private struct Entry {
    var most = 0
    var place = AuditReport.Place(file: 0, row: 0, range: 0..<0)
    var records = 0
  }

  private let benchmarks: Benchmarks
  private var entries: [Int: Entry] = [:]
  private var isFound: [Bool]

  init(_ benchmarks: Benchmarks) {
    self.benchmarks = benchmarks
    isFound = [Bool](repeating: false, count: benchmarks.runCount)
  }

  mutating func add(
    _ findings: BenchmarkFindings, _ place: (PieceFindings.Place) -> AuditReport.Place
  ) {
    for run in findings.runs { isFound[run] = true }
    for item in findings.items {
      var entry = entries[item.number] ?? Entry()
      if item.most > entry.most { (entry.most, entry.place) = (item.most, place(item.place)) }
      entry.records += item.records
      entries[item.number] = entry
    }
  }

  /// For each benchmark, its items that are there.
  ///
  /// - Parameter limit: so many items of each are named.
  func reports(limit: Int) -> [BenchmarkReport] {
    var reports = benchmarks.headers.map { BenchmarkReport(header: $0) }
    for (number, entry) in entries.sorted(by: { $0.key < $1.key }) {
      let item = benchmarks.items[number]
      reports[item.benchmark].touched += 1
      guard 2 * entry.most >= item.runs.count else { continue }
      reports[item.benchmark].contaminated += 1
      guard reports[item.benchmark].items.count < limit else { continue }
      let all = Double(item.runs.count)
      let found = benchmarks.runs[item.runs].count { isFound[Int($0)] }
      reports[item.benchmark].items.append(
        BenchmarkReport.Item(
          row: item.row, share: Double(entry.most) / all, covered: Double(found) / all,
          records: entry.records, place: entry.place))
    }
    return reports
  }
}
