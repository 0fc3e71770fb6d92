import CandorRelease

/// Everything that was found, in the form in which rules ask for it.
struct SystemFacts {
  let kind: SystemKind
  private let evidence: [Component: [Evidence]]
  /// Of each path of the command line.
  private let terms: [Terms]
  private let kinds: [SystemKind]
  /// What a Candor release declares for each piece.
  private let declared: [Piece: Terms]

  init(_ survey: Survey) {
    let all =
      ManifestEvidence.collect(survey) + ParameterEvidence.collect(survey)
      + DescriptionEvidence.collect(survey) + CardEvidence.collect(survey)
      + DatasetEvidence.collect(survey) + CodeEvidence.collect(survey)
      + SettingsEvidence.collect(survey) + LibraryEvidence.collect(survey)
      + DocumentEvidence.collect(survey)
    kind = survey.roots.first?.kind ?? .documents
    kinds = survey.roots.map(\.kind)
    terms = TermsEvidence.collect(survey)
    declared = ManifestEvidence.terms(survey)
    evidence = Dictionary(grouping: all, by: \.component)
  }

  /// The strongest first; equal ones in the order in which they were found.
  func evidence(for component: Component) -> [Evidence] {
    Self.strongestFirst(evidence[component] ?? [])
  }

  private static func strongestFirst(_ found: [Evidence]) -> [Evidence] {
    PieceStatus.allCases.reversed().flatMap { status in found.filter { $0.status == status } }
  }

  /// Whether there is data and nothing else of a system.
  var isDatasetAlone: Bool {
    status(of: Component.dataset) != .absent && kinds.allSatisfy { $0 == .dataset }
  }

  func best(_ component: Component) -> Evidence? { evidence(for: component).first }

  func status(of component: Component) -> PieceStatus { best(component)?.status ?? .absent }

  /// The terms of what is here; nil where nothing of it is here.
  func terms(of component: Component) -> Terms? {
    guard let best = best(component), best.status.isHere else { return nil }
    if let piece = component.piece, let terms = declared[piece] { return terms }
    // A model's licence does not cover data that lies beside it.
    guard component != .dataset || kinds[best.root] == .dataset else { return Terms() }
    return terms[best.root].about(component)
  }

  /// The gates before the model, whatever stands behind them.
  var gates: [Evidence.Place] { terms.flatMap(\.gates) }
}

extension SystemFacts {
  /// The state of a piece: that of its strongest evidence, where it can stand by itself.
  func status(of piece: Piece) -> PieceStatus {
    switch piece {
    case .systemSourceCode:
      return max(status(of: .inferenceCode), status(of: .architecture))
    case .modelParameters:
      return status(of: .parameters)
    case .dataset:
      let dataset = status(of: Component.dataset)
      return dataset == .absent && status(of: .dataCard) == .shared ? .described : dataset
    case .hyperparameters:
      return max(status(of: Component.hyperparameters), min(status(of: .trainingState), .partial))
    case .trainingSourceCode:
      // Code that can train, and nothing says with which settings it did.
      let code = status(of: .trainingCode)
      return code == .shared && status(of: Component.hyperparameters) != .shared ? .partial : code
    case .randomNumberGeneration:
      // A seed means something only to the generator it was given to.
      let seed = status(of: .seed)
      return seed == .shared && status(of: .trainingCode) != .shared ? .partial : seed
    case .softwareFrameworks:
      let libraries = status(of: .libraries)
      let isTraining = status(of: .trainingCode).isHere
      return libraries == .shared && !isTraining ? .partial : libraries
    }
  }

  /// What a piece's state rests on: first what decides it, and of that the strongest.
  func evidence(for piece: Piece) -> [Evidence] {
    let components = Component.allCases.filter { $0.piece == piece }
    let decisive = components.filter(\.decides).flatMap(evidence(for:))
    let others = components.filter { !$0.decides }.flatMap(evidence(for:))
    var seen: [Evidence.Place] = []
    return (Self.strongestFirst(decisive) + others).filter { evidence in
      // Two components of a piece may rest on one line.
      guard evidence.place.line != nil else { return true }
      defer { seen.append(evidence.place) }
      return !seen.contains(evidence.place)
    }
  }

  func terms(of piece: Piece) -> Terms? {
    if let terms = declared[piece] { return terms }
    guard let best = evidence(for: piece).first else { return nil }
    return terms(of: best.component)
  }
}
