import CandorInspection
import CandorRelease

/// An inspection as lines of text.
struct InspectionTable {
  private(set) var lines: [String] = []
  /// Evidence shown for each piece.
  private static let evidenceLimit = 3

  init(_ inspection: Inspection) {
    lines.append(Terminal.bold(inspection.name) + ": \(inspection.kind.term)")
    for source in inspection.sources.dropFirst() {
      lines.append("  with \(source.name): \(source.kind.term)")
    }
    lines.append("")
    add(inspection.hazards)
    for piece in inspection.pieces { add(piece) }
    add("Verdicts")
    for verdict in inspection.verdicts { add(verdict) }
    if !inspection.findings.isEmpty {
      add("Worth knowing")
      for finding in inspection.findings.prefix(20) {
        lines.append("  \(finding.claim)")
        lines.append("      \(finding.place.text)")
      }
      if inspection.findings.count > 20 {
        lines.append("  … and \(inspection.findings.count - 20) more (--json)")
      }
    }
    lines.append("")
    lines.append(Inspection.notice)
  }

  private mutating func add(_ hazards: [Hazard]) {
    guard !hazards.isEmpty else { return }
    lines.append(Terminal.bold("Hazards"))
    for hazard in hazards.prefix(10) {
      lines.append("  \(hazard.effect.term): \(hazard.what)")
      lines.append("      " + hazard.path + (hazard.place.map { ": \($0)" } ?? ""))
    }
    if hazards.count > 10 { lines.append("  … and \(hazards.count - 10) more (--json)") }
    lines.append("")
  }

  private mutating func add(_ heading: String) {
    lines.append("")
    lines.append(Terminal.bold(heading))
  }

  private mutating func add(_ piece: Inspection.PieceReport) {
    let terms = piece.terms.map { terms in
      let conditions = terms.conditions.map(\.condition.term).joined(separator: "; ")
      return (terms.name ?? "no licence found") + (conditions.isEmpty ? "" : " (\(conditions))")
    }
    lines.append(
      Terminal.bold(piece.piece.term.padded(to: 27)) + piece.status.rawValue.padded(to: 16)
        + (terms ?? ""))
    for evidence in piece.evidence.prefix(Self.evidenceLimit) {
      lines.append("  \(evidence.status.rawValue): \(evidence.claim)")
      lines.append("      \(evidence.place.text)")
    }
    let more = piece.evidence.count - Self.evidenceLimit
    if more > 0 { lines.append("  … and \(more) more (--json)") }
  }

  private mutating func add(_ verdict: Verdict) {
    lines.append("  \(verdict.framework) \(verdict.version): \(Terminal.bold(verdict.verdict))")
    for ruling in verdict.failed { lines.append("      no  \(ruling.clause): \(ruling.reason)") }
    for ruling in verdict.undetermined {
      lines.append("      ?   \(ruling.clause): \(ruling.reason)")
    }
  }
}
