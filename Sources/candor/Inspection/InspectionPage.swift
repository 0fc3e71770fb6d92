import CandorInspection
import CandorRelease

/// An inspection as one page of HTML.
///
/// Hazards first; then the seven pieces at a glance, verdicts side by side, and the evidence of every
/// claim behind it, one click away.
struct InspectionPage {
  private let inspection: Inspection

  /// Evidence of one piece beyond this is counted and not listed.
  private static let evidenceLimit = 12
  private static let listLimit = 50

  init(_ inspection: Inspection) { self.inspection = inspection }

  var html: String {
    HTMLPage(title: "What \(inspection.name) shares", style: Self.style, body: body).html
  }

  private var body: String {
    """
    <header>
    <h1>What <em>\(inspection.name.escapedForHTML)</em> shares</h1>
    <p>\(sources)</p>
    </header>
    <main>
    \(hazards)
    <section><h2>The seven pieces</h2>
    <div class="tiles">\(tiles)</div></section>
    <section><h2>Verdicts</h2>
    <p class="hint">Frameworks ask different things, so they differ. What is not in these files leaves a \
    question open.</p>
    <div class="verdicts">\(inspection.verdicts.map(card).joined(separator: "\n"))</div></section>
    \(findings)
    <section><h2>Evidence</h2>
    \(inspection.pieces.map(evidence).joined(separator: "\n"))</section>
    </main>
    <footer>\(Inspection.notice.escapedForHTML) Nothing was fetched and nothing was executed.</footer>
    """
  }

  private var sources: String {
    inspection.sources.map { source in
      "<span>\(source.kind.term) <b>\(source.name.escapedForHTML)</b>, \(Terminal.count(source.files, "file")), "
        + "\(source.bytes.inUnits)</span>"
    }.joined(separator: " · ")
  }

  private var hazards: String {
    guard !inspection.hazards.isEmpty else {
      return
        "<section class=\"calm\"><h2>Hazards</h2><p class=\"hint\">None of the known ways to run "
        + "code or to mislead a reader was found. That is no proof.</p></section>"
    }
    let isUnsafe = inspection.hazards.contains(where: \.isUnsafe)
    let items = inspection.hazards.prefix(Self.listLimit).map { hazard in
      let place = Evidence.Place(path: hazard.path, line: nil, quote: hazard.place)
      return
        "<li><em>\(hazard.effect.term)</em> \(hazard.what.sentenceForHTML)\(self.place(place))</li>"
    }.joined()
    let sums = Hazard.Effect.allCases.compactMap { effect in
      let count = inspection.hazards.count { $0.effect == effect }
      return count > 0 ? "\(count) × \(effect.term)" : nil
    }
    return """
      <section class="\(isUnsafe ? "hazards" : "caution")"><details\(isUnsafe ? " open" : "")>\
      <summary><h2>Hazards: \(inspection.hazards.count)</h2>\
      <p class="hint">\(sums.joined(separator: "; ").escapedForHTML)</p></summary>\
      <ul>\(items)</ul>\(Self.rest(of: inspection.hazards.count))</details></section>
      """
  }

  /// What a list does not show of `count` items, if anything.
  private static func rest(of count: Int, beyond limit: Int = listLimit) -> String {
    count > limit ? "<p class=\"hint\">and \(count - limit) more; see --json</p>" : ""
  }

  // The seven pieces.

  private var tiles: String {
    inspection.pieces.map { report in
      """
      <a class="tile \(report.status.rawValue)" href="#\(report.piece.rawValue)">\
      <i aria-hidden="true">\(Self.sign(report.status))</i><b>\(Self.title(report.piece))</b>\
      <span>\(report.status.rawValue)</span><small>\(terms(report).escapedForHTML)</small></a>
      """
    }.joined(separator: "\n")
  }

  /// The longest word may be parted where it is put together.
  private static func title(_ piece: Piece) -> String {
    piece == .hyperparameters ? "hyper&shy;parameters" : piece.term
  }

  /// Told apart without colour.
  private static func sign(_ status: PieceStatus) -> String {
    switch status {
    case .shared: "●"
    case .partial: "◐"
    case .linked: "→"
    case .described: "“”"
    case .undeterminable: "?"
    case .absent: "○"
    }
  }

  private func terms(_ report: Inspection.PieceReport) -> String {
    guard let terms = report.terms else { return "" }
    return terms.name ?? "no licence found"
  }

  private func evidence(_ report: Inspection.PieceReport) -> String {
    let shown = report.evidence.prefix(Self.evidenceLimit).map { evidence in
      "<li><em>\(evidence.status.rawValue)</em> \(evidence.claim.sentenceForHTML)\(place(evidence.place))</li>"
    }.joined()
    return """
      <details id="\(report.piece.rawValue)" open><summary><b>\(report.piece.term)</b> \
      <span class="\(report.status.rawValue)">\(report.status.rawValue)</span> \
      \(terms(report).escapedForHTML)</summary>\(conditions(report))\
      <ul>\(shown.isEmpty ? "<li>Nothing was found.</li>" : shown)</ul>\
      \(Self.rest(of: report.evidence.count, beyond: Self.evidenceLimit))</details>
      """
  }

  private func conditions(_ report: Inspection.PieceReport) -> String {
    guard let terms = report.terms else { return "" }
    let places = terms.places.map { place($0) }.joined()
    let words = terms.conditions.map { "<span class=\"condition\">\($0.condition.term)</span>" }
      .joined()
    return places.isEmpty && words.isEmpty ? "" : "<div class=\"terms\">\(words)\(places)</div>"
  }

  // Verdicts.

  private func card(_ verdict: Verdict) -> String {
    let passed = verdict.rulings.count - verdict.failed.count - verdict.undetermined.count
    let rows = [("no", verdict.failed), ("open", verdict.undetermined)].flatMap { kind, rulings in
      rulings.map { ruling(kind, $0) }
    }
    let yes = verdict.rulings.filter { $0.answer == .yes }.map { ruling("yes", $0) }
    let counts =
      verdict.rulings.isEmpty
      ? ""
      : "<p class=\"counts\"><b>\(passed)</b> yes <b>\(verdict.failed.count)</b> no <b>\(verdict.undetermined.count)</b> open</p>"
    return """
      <article><h3>\(verdict.framework) <small>\(verdict.version)</small></h3>\
      <p class="verdict">\(verdict.verdict.sentenceForHTML)</p>\(counts)\
      \((rows + yes).joined())</article>
      """
  }

  private func ruling(_ kind: String, _ ruling: Ruling) -> String {
    """
    <details class="ruling \(kind)"><summary>\(ruling.clause.escapedForHTML)</summary>\
    <p>\(ruling.reason.sentenceForHTML)</p>\(ruling.evidence.map(place).joined())\
    <code>\(ruling.rule)</code></details>
    """
  }

  // What else there is.

  private var findings: String {
    guard !inspection.findings.isEmpty else { return "" }
    let items = inspection.findings.prefix(Self.listLimit).map { finding in
      "<li>\(finding.claim.sentenceForHTML)\(place(finding.place))</li>"
    }.joined()
    return "<section><h2>Worth knowing</h2><ul>\(items)</ul>"
      + "\(Self.rest(of: inspection.findings.count))</section>"
  }

  private func place(_ place: Evidence.Place) -> String {
    let line = place.line.map { ":\($0)" } ?? ""
    let quote = place.quote.map { "<q>\($0.escapedForHTML)</q>" } ?? ""
    return "<div class=\"place\"><cite>\(place.path.escapedForHTML)\(line)</cite>\(quote)</div>"
  }
}
