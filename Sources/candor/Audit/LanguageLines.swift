import CandorAudit

/// The languages of a dataset in words and numbers: the most frequent, and the others as one.
struct LanguageLines {
  let heading: String
  let rows: [(name: String, texts: Int, unsure: Int)]

  init(_ report: LanguageReport, most: Int) {
    let header = report.header
    heading = "as `\(header.name)` tells them, unsure below \(header.threshold)"
    var rows = report.languages.prefix(most).map { ($0.name, $0.texts, $0.unsure) }
    let others = report.languages.dropFirst(most)
    if !others.isEmpty {
      rows.append(
        (
          "\(others.count) other languages", others.reduce(0) { $0 + $1.texts },
          others.reduce(0) { $0 + $1.unsure }
        ))
    }
    if report.unknown > 0 { rows.append(("unknown", report.unknown, 0)) }
    self.rows = rows
  }
}
