/// The Model Openness Framework of the LF AI & Data Foundation: three classes, each with components
/// that must be there under open licences.
///
/// Datasets may stand under any terms or none, as the framework says and its tool does not.
/// Source: arXiv:2403.13784v6; lfai/model_openness_tool, mof.settings.yml (17 components)
enum ModelOpennessFramework {
  private static let classes: [(name: String, components: [Component])] = [
    (
      "III",
      [.architecture, .parameters, .technicalReport, .evaluationResults, .modelCard, .dataCard]
    ),
    ("II", [.trainingCode, .inferenceCode, .evaluationCode, .evaluationData]),
    ("I", [.dataset, .preprocessingCode, .checkpoints, .researchPaper]),
  ]

  static func verdict(_ facts: SystemFacts) -> Verdict {
    var rulings: [Ruling] = []
    var (proven, possible): (String?, String?) = (nil, nil)
    var soFar = Answer.yes
    for (name, components) in classes {
      let judged = components.map { ruling($0, in: name, facts) }
      rulings += judged
      soFar = Answer.all([soFar] + judged.map(\.answer))
      if soFar == .yes { proven = name }
      if soFar != .no { possible = name }
    }
    let verdict =
      proven.map { "Class \($0)" } ?? possible.map { "undetermined, at most Class \($0)" }
      ?? "unclassified"
    return Verdict(
      "Model Openness Framework", "1.0", verdict, grade: proven, atMost: possible, rulings)
  }

  private static func ruling(_ component: Component, in name: String, _ facts: SystemFacts)
    -> Ruling
  {
    let rule = "MOF.\(component.rawValue)"
    let clause = "Class \(name): \(component.term) under an open licence"
    switch component {
    case .dataset:
      return facts.ruling(rule, "Class \(name): datasets, under any terms", component, terms: nil)
    case .technicalReport
    where facts.status(of: .technicalReport) < facts.status(of: .researchPaper):
      return facts.ruling(rule, clause + "; a paper will do", .researchPaper, terms: \.isOpen)
    case .dataCard
    where facts.status(of: .dataCard) == .absent
      && facts.status(of: .modelCard) == .shared && facts.status(of: .dataset) >= .described:
      return Ruling(
        rule, clause, .undetermined,
        "other words or data elsewhere may stand in for it; a person must judge",
        facts.evidence(for: .dataset))
    default:
      return facts.ruling(rule, clause, component, terms: \.isOpen)
    }
  }
}
