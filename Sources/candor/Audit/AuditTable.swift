import CandorAudit

/// An audit's report as lines of text.
struct AuditTable {
  private(set) var lines: [String] = []
  /// Places shown for each rule.
  private static let placeLimit = 3
  private static let languageLimit = 12

  private let report: AuditReport

  init(_ report: AuditReport) {
    self.report = report
    let total = report.total
    lines.append(Terminal.bold("\(total.records) records") + " in \(report.files.count) files")
    if report.wholeFiles > 0 {
      lines.append(
        Self.row(
          report.wholeFiles, "files among them not looked into, but looked up by their bytes"))
    }
    lines.append(Self.row(total.clean, "clean"))
    lines.append(Self.row(total.flagged, "flagged"))
    if total.removed > 0 { lines.append(Self.row(total.removed, "removed")) }
    lines.append(Self.row(total.unreadable, "unreadable"))
    for group in Rule.Group.allCases { add(group) }
    if !report.benchmarks.isEmpty {
      add("items of benchmarks")
      for benchmark in report.benchmarks {
        lines.append(Self.row(benchmark.contaminated, BenchmarkLine(benchmark).text))
      }
    }
    if let languages = report.languages { add(LanguageLines(languages, most: Self.languageLimit)) }
    if !report.unread.isEmpty {
      add("unreadable")
      for unread in report.unread {
        lines.append(Self.row(unread.number, unread.reason.rawValue))
        add(unread.places.map(\.place), of: unread.number)
      }
    }
    if !report.skipped.isEmpty || !report.notLookedFor.isEmpty {
      add("not looked at")
      for (reason, groups) in Self.byReason(report.notLookedFor) {
        lines.append("  \(groups): \(reason)")
      }
      for skipped in report.skipped { lines.append("  \(skipped.name): \(skipped.reason)") }
    }
  }

  private static func byReason(
    _ groups: [(group: Rule.Group, reason: String)]
  ) -> [(reason: String, groups: String)] {
    var joined: [(reason: String, groups: String)] = []
    for (group, reason) in groups {
      if let index = joined.firstIndex(where: { $0.reason == reason }) {
        joined[index].groups += ", " + group.rawValue
      } else {
        joined.append((reason, group.rawValue))
      }
    }
    return joined
  }

  private mutating func add(_ heading: String) {
    lines.append("")
    lines.append(Terminal.bold(heading))
  }

  private mutating func add(_ languages: LanguageLines) {
    add("languages: \(languages.heading)")
    for row in languages.rows {
      let unsure = row.unsure > 0 ? ", \(row.unsure) unsure" : ""
      lines.append(Self.row(row.texts, row.name + unsure))
    }
  }

  private mutating func add(_ group: Rule.Group) {
    let findings = report.findings.filter { $0.rule.group == group && $0.records > 0 }
    guard !findings.isEmpty else { return }
    add(group.rawValue)
    for finding in findings {
      lines.append(Self.row(finding.records, "\(finding.rule.summary)  (\(finding.rule.id))"))
      add(finding.places, of: finding.records)
    }
  }

  private mutating func add(_ places: [AuditReport.Place], of number: Int) {
    for place in places.prefix(Self.placeLimit) {
      let range = "\(place.range.lowerBound)–\(place.range.upperBound)"
      lines.append(
        "            \(report.files[place.file].name) record \(place.row), bytes \(range)")
    }
    if number > Self.placeLimit { lines.append("            … (--json)") }
  }

  private static func row(_ number: Int, _ text: String) -> String {
    let digits = "\(number)"
    return String(repeating: " ", count: max(0, 10 - digits.count)) + digits + "  " + text
  }
}
