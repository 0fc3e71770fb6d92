import CandorInspection
import CandorRelease

/// An inspection as Markdown, for a file beside the release.
struct InspectionDocument {
  private let inspection: Inspection

  init(_ inspection: Inspection) { self.inspection = inspection }

  var markdown: String {
    var lines = ["# What \(Self.plain(inspection.name)) shares", ""]
    for source in inspection.sources {
      lines.append(
        "- \(source.kind.term) `\(Self.code(source.name))`: \(source.files) files, \(source.bytes.inUnits)"
      )
    }
    if !inspection.hazards.isEmpty {
      lines += ["", "## Hazards", ""]
      lines += inspection.hazards.prefix(50).map {
        "- \($0.effect.term): \(Self.plain($0.what)): `\(Self.code($0.path))`"
      }
    }
    lines += ["", "| piece | state | terms |", "| --- | --- | --- |"]
    for report in inspection.pieces {
      let terms = report.terms.map { $0.name ?? "no licence found" } ?? ""
      lines.append("| \(report.piece.term) | \(report.status.rawValue) | \(Self.plain(terms)) |")
    }
    lines += ["", "## Verdicts", ""]
    for verdict in inspection.verdicts {
      lines.append("- **\(verdict.framework) \(verdict.version): \(Self.plain(verdict.verdict))**")
      lines += verdict.failed.map { "  - no: \($0.clause): \(Self.plain($0.reason))" }
      lines += verdict.undetermined.map { "  - open: \($0.clause): \(Self.plain($0.reason))" }
    }
    if !inspection.findings.isEmpty {
      lines += ["", "## Worth knowing", ""]
      lines += inspection.findings.prefix(50).map {
        "- \(Self.plain($0.claim)): `\(Self.code($0.place.text))`"
      }
    }
    lines += ["", "## Evidence", ""]
    for report in inspection.pieces where !report.evidence.isEmpty {
      lines.append("- **\(report.piece.term)**")
      lines += report.evidence.prefix(8).map {
        "  - \($0.status.rawValue): \(Self.plain($0.claim)): `\(Self.code($0.place.text))`"
      }
    }
    return (lines + ["", Inspection.notice]).joined(separator: "\n")
  }

  /// Text in which nothing is markup.
  private static func plain(_ text: String) -> String {
    text.map { "\\`*_{}[]<>#|".contains($0) ? "\\\($0)" : String($0) }.joined()
  }

  /// Text between backticks, which no backslash can end.
  private static func code(_ text: String) -> String { text.filter { $0 != "`" } }
}
