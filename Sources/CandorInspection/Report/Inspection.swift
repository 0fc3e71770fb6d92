import CandorCore
import CandorRelease
import SystemPackage

/// What a system shares, piece by piece, and what frameworks say to that.
///
/// Nothing is fetched, nothing is executed; only "here on disk" can be proven. Not legal advice.
public struct Inspection: Sendable {
  public struct PieceReport: Sendable {
    public let piece: Piece
    public let status: PieceStatus
    /// Of what is here; nil where nothing is.
    public let terms: Terms?
    /// The strongest first.
    public let evidence: [Evidence]
  }

  /// A name with its value.
  public struct Setting: Sendable {
    public let name: String
    public let value: String
    public let place: Evidence.Place
  }

  public struct Source: Sendable {
    public let name: String
    public let kind: SystemKind
    public let files: Int
    public let bytes: Int
  }

  public let sources: [Source]
  /// In the order of `Piece.allCases`.
  public let pieces: [PieceReport]
  public let verdicts: [Verdict]
  public let findings: [Finding]
  /// What would run, or mislead, when somebody loads it; the worst first.
  public let hazards: [Hazard]
  /// The training's settings and its seeds, as files made for settings give them.
  public let settings: [Setting]
  public let seeds: [Setting]

  public var name: String { sources.first?.name ?? "" }
  public var kind: SystemKind { sources.first?.kind ?? .documents }

  public static let notice = "What files show, by stated rules; not legal advice."

  /// Inspects paths that together are one system.
  ///
  /// - Throws: `usage` for no path; `notFound`, `inputOutput` for the paths themselves;
  ///   `limitExceeded`. What is wrong inside them is a finding.
  public init(_ paths: [InspectionPath]) throws {
    guard !paths.isEmpty else { throw CandorError(.usage, "there is no path to inspect") }
    try self.init(Survey(paths))
  }

  init(_ survey: Survey) throws {
    let facts = SystemFacts(survey)
    sources = survey.roots.map { root in
      Source(
        name: root.name, kind: root.kind, files: root.fileCount, bytes: root.bytes)
    }
    pieces = Piece.allCases.map { piece in
      PieceReport(
        piece: piece, status: facts.status(of: piece), terms: facts.terms(of: piece),
        evidence: facts.evidence(for: piece))
    }
    verdicts = [
      SevenPieces.verdict(facts), ModelOpennessFramework.verdict(facts),
      OpenSourceAIDefinition.verdict(facts), EuropeanOpenSourceAIIndex.verdict(facts),
      EUArtificialIntelligenceAct.verdict(facts),
    ]
    .map { facts.isDatasetAlone ? $0.ofDatasetAlone : $0 }
    hazards = HazardEvidence.collect(survey)
    findings = survey.findings
    (settings, seeds) = SettingsEvidence.values(survey)
  }
}
