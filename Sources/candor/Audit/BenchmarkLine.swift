import CandorAudit

/// How many items of a benchmark stand in a dataset, in words.
struct BenchmarkLine {
  let text: String

  init(_ report: BenchmarkReport) {
    let header = report.header
    let short = header.shortItems > 0 ? "; \(header.shortItems) too short to look for" : ""
    text =
      "of \(header.items) items of `\(header.name)` by half or more, \(report.touched) by a run of "
      + "\(header.runLength) words\(short)"
  }
}
