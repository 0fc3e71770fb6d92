import CandorAudit

/// An audit as one page of HTML.
///
/// What became of the records as one bar, findings by rule with their places, what could not be read,
/// file by file, and what was not looked at. Of the data's content it shows nothing.
struct AuditPage {
  private let report: AuditReport

  /// Places of one rule, and files, beyond this are counted and not listed.
  private static let placeLimit = 50
  private static let fileLimit = 1000
  private static let languageLimit = 60

  init(_ report: AuditReport) { self.report = report }

  var html: String {
    HTMLPage(title: "Audit of \(report.total.records) records", style: Self.style, body: body).html
  }

  private var body: String {
    """
    <header>
    <h1>Audit of \(report.total.records) records</h1>
    <p>\(report.files.count) files, \(report.total.bytes.inUnits) unpacked\(wholeFiles). Every record is in exactly one of \
    these:</p>
    </header>
    <main>
    <section>\(bar(report.total))<p class="legend">\(legend)</p></section>
    <section><h2>Findings</h2>
    <p class="hint">Records, and places of the first of them as file, record and bytes of the unpacked file. \
    What was found is not shown.</p>
    \(findings)</section>
    \(benchmarks)
    \(languages)
    \(unreadable)
    \(charts)
    <section><h2>Files</h2>
    <div class="scroll"><table>\(files)</table></div></section>
    \(skipped)
    </main>
    <footer>The figures of this page do not depend on the machine or on its threads.</footer>
    """
  }

  private var wholeFiles: String {
    report.wholeFiles > 0
      ? "; \(report.wholeFiles) of them were not looked into, but looked up by their bytes" : ""
  }

  private func states(of tally: AuditTally) -> [(name: String, count: Int)] {
    [
      ("clean", tally.clean), ("flagged", tally.flagged), ("removed", tally.removed),
      ("unreadable", tally.unreadable),
    ]
  }

  private var legend: String {
    states(of: report.total).map { "<span class=\"\($0.name)\"></span>\($0.count) \($0.name)" }
      .joined(separator: " ")
  }

  private func bar(_ tally: AuditTally) -> String {
    let parts = states(of: tally).filter { $0.count > 0 }.map {
      "<i class=\"\($0.name)\" style=\"flex-grow:\($0.count)\"></i>"
    }
    return "<div class=\"bar\">\(parts.joined())</div>"
  }

  private var findings: String {
    let most = report.findings.map(\.records).max() ?? 0
    guard most > 0 else { return "<p>None.</p>" }
    return Rule.Group.allCases.map { group in
      let found = report.findings.filter { $0.rule.group == group && $0.records > 0 }
      guard !found.isEmpty else { return "" }
      let rows = found.map { finding in
        details(
          "\(finding.rule.summary.escapedForHTML) <code>\(finding.rule.id)</code>", finding.records,
          of: most, finding.places.map { place($0) })
      }
      return "<h3>\(group.rawValue)</h3>\n" + rows.joined(separator: "\n")
    }.joined(separator: "\n")
  }

  /// Items that stand in the data, by their best record.
  private var benchmarks: String {
    guard !report.benchmarks.isEmpty else { return "" }
    let rows = report.benchmarks.map { benchmark in
      details(
        BenchmarkLine(benchmark).text.escapedForHTML, benchmark.contaminated,
        of: benchmark.header.items,
        benchmark.items.map { item in
          "item \(item.row), \(Int(item.share * 100)) %: \(place(item.place))"
        })
    }
    return """
      <section><h2>Items of benchmarks</h2>
      <p class="hint">Items of which one record has half of the runs of words or more, and the first record that has most \
      of it.</p>
      \(rows.joined(separator: "\n"))</section>
      """
  }

  private var languages: String {
    guard let report = report.languages else { return "" }
    let lines = LanguageLines(report, most: Self.languageLimit)
    let most = lines.rows.map(\.texts).max() ?? 1
    let rows = lines.rows.map { row in
      "<tr><th>\(row.name.escapedForHTML)</th><td><meter max=\"\(most)\" value=\"\(row.texts)\"></meter></td>"
        + "<td>\(row.texts)</td><td>\(row.unsure)</td></tr>"
    }
    return """
      <section><h2>Languages</h2>
      <p class="hint">\(lines.heading.escapedForHTML)</p>
      <figure><table><tr><th></th><th></th><th>texts</th><th>unsure</th></tr>
      \(rows.joined(separator: "\n"))</table></figure></section>
      """
  }

  private var unreadable: String {
    guard !report.unread.isEmpty else { return "" }
    let most = report.unread.map(\.number).max() ?? 1
    let rows = report.unread.map { unread in
      details(
        unread.reason.rawValue.escapedForHTML, unread.number, of: most,
        unread.places.map { place($0.place) + ($0.isOnDisk ? " on disk" : "") })
    }
    return "<section><h2>Unreadable</h2>\n\(rows.joined(separator: "\n"))</section>"
  }

  private func details(_ title: String, _ count: Int, of most: Int, _ places: [String]) -> String {
    let shown = places.prefix(Self.placeLimit)
    let rest = count > shown.count ? "<li>\(count - shown.count) more</li>" : ""
    return """
      <details><summary><b>\(count)</b><span>\(title)</span>\
      <meter max="\(most)" value="\(count)"></meter></summary>
      <ul>\(shown.map { "<li>\($0)</li>" }.joined())\(rest)</ul></details>
      """
  }

  private func place(_ place: AuditReport.Place) -> String {
    "\(report.files[place.file].name.escapedForHTML) record \(place.row), "
      + "\(place.range.lowerBound)–\(place.range.upperBound)"
  }

  private var charts: String {
    let figures = report.distributions.charts.map { chart in
      let most = chart.bins.map(\.texts).max() ?? 1
      let rows = chart.bins.map { bin in
        "<tr><th>\(bin.name)</th><td><meter max=\"\(most)\" value=\"\(bin.texts)\"></meter></td>"
          + "<td>\(bin.texts)</td></tr>"
      }
      return """
        <figure><figcaption>\(chart.measure.title)</figcaption>
        <table>\(rows.joined(separator: "\n"))</table></figure>
        """
    }
    guard !figures.isEmpty else { return "" }
    return """
      <section><h2>What the texts are like</h2>
      <p class="hint">Numbers of texts. Words are what white space parts.</p>
      <div class="charts">\(figures.joined(separator: "\n"))</div></section>
      """
  }

  private var files: String {
    let head = "<tr><th>file</th><th>bytes</th><th>records</th><th></th></tr>"
    let rows = report.files.prefix(Self.fileLimit).map { file in
      "<tr><td>\(file.name.escapedForHTML)</td><td>\(file.tally.bytes.inUnits)</td>"
        + "<td>\(file.tally.records)</td><td>\(bar(file.tally))</td></tr>"
    }
    let more = report.files.count - Self.fileLimit
    return head + rows.joined(separator: "\n") + (more > 0 ? "<tr><td>\(more) more</td></tr>" : "")
  }

  private var skipped: String {
    let rows =
      report.notLookedFor.map { "<li>\($0.group.rawValue): \($0.reason)</li>" }
      + report.skipped.prefix(Self.fileLimit).map {
        "<li>\($0.name.escapedForHTML): \($0.reason.escapedForHTML)</li>"
      }
    guard !rows.isEmpty else { return "" }
    return "<section><h2>Not looked at</h2>\n<ul>\(rows.joined(separator: "\n"))</ul></section>"
  }
}
