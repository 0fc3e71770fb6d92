/// The European Open Source AI Index: twelve dimensions, each open, partial or closed; the score is
/// the mean of 1, ½ and 0. What a person must judge leaves a range.
///
/// Source: Language-Technology-Assessment/main-database (2026), its website's `models.ts`
enum EuropeanOpenSourceAIIndex {
  private enum Grade { case open, partial, closed, unknown }

  static func verdict(_ facts: SystemFacts) -> Verdict {
    let judged = dimensions(facts)
    let count = Double(judged.count)
    func points(_ unknown: Double) -> Double {
      judged.reduce(0) { sum, dimension in
        switch dimension.grade {
        case .open: sum + 1
        case .partial: sum + 0.5
        case .closed: sum
        case .unknown: sum + unknown
        }
      }
    }
    let (least, most) = (points(0) / count, points(1) / count)
    return Verdict(
      "European Open Source AI Index", "2026-06",
      "between \(text(least)) and \(text(most)) of 1", grade: text(least), atMost: text(most),
      judged.map(\.ruling))
  }

  private static func text(_ score: Double) -> String {
    let hundredths = Int(score * 100 + 0.5)
    return "\(hundredths / 100)." + (hundredths % 100 < 10 ? "0" : "") + "\(hundredths % 100)"
  }

  private static func dimensions(_ facts: SystemFacts) -> [(grade: Grade, ruling: Ruling)] {
    func dimension(_ id: String, _ clause: String, _ grade: Grade, _ evidence: [Evidence])
      -> (grade: Grade, ruling: Ruling)
    {
      let (answer, reason): (Answer, String) =
        switch grade {
        case .open: (.yes, "open")
        case .partial: (.no, "partial")
        case .closed: (.no, "closed")
        case .unknown: (.undetermined, "to be judged by a person")
        }
      return (grade, Ruling("OSAI.\(id)", clause, answer, reason, evidence))
    }
    func found(_ id: String, _ clause: String, _ component: Component) -> (
      grade: Grade, ruling: Ruling
    ) {
      dimension(id, clause, grade(facts.status(of: component)), facts.evidence(for: component))
    }
    let weights: Grade =
      facts.status(of: .parameters) == .shared && !facts.gates.isEmpty
      ? .partial : grade(facts.status(of: .parameters))
    let parameters = facts.evidence(for: .parameters)
    return [
      found("datasources_basemodel", "training data of the base model", .dataset),
      found("datasources_endmodel", "training data of the end model", .dataset),
      dimension(
        "weights_basemodel", "weights of the base model; gated is partial",
        weights == .closed ? .closed : .unknown, parameters),
      dimension(
        "weights_endmodel", "weights of the end model; gated is partial", weights, parameters),
      found("trainingcode", "the code that trained", .trainingCode),
      dimension(
        "code", "documentation of the code",
        facts.status(of: .inferenceCode) == .absent ? .closed : .unknown,
        facts.evidence(for: .inferenceCode)),
      dimension("hardware_architecture", "documentation of the hardware", .unknown, []),
      dimension(
        "preprint", "a preprint",
        facts.status(of: .researchPaper) >= .linked || facts.status(of: .technicalReport) >= .linked
          ? .open : .closed, facts.evidence(for: .researchPaper)),
      dimension("paper", "a peer-reviewed paper", .unknown, []),
      found("modelcard", "a model card", .modelCard),
      // Data that is elsewhere may have its sheet there.
      dimension(
        "datasheet", "a data sheet",
        facts.status(of: .dataCard).isHere
          ? .open
          : facts.status(of: Component.dataset) == .linked ? .unknown : .closed,
        facts.evidence(for: .dataCard)),
      licences(facts),
    ]
  }

  private static func grade(_ status: PieceStatus) -> Grade {
    switch status {
    case .shared: .open
    case .partial: .partial
    case .linked, .undeterminable: .unknown
    case .described, .absent: .closed
    }
  }

  /// Weights, code and data under open licences: all, two of them, or fewer.
  private static func licences(_ facts: SystemFacts) -> (grade: Grade, ruling: Ruling) {
    let parts: [Component] = [.parameters, .trainingCode, .dataset]
    let answers = parts.map { part in
      facts.terms(of: part)?.answer(\.isOpen)
        ?? (facts.status(of: part) == .linked ? .undetermined : .no)
    }
    let open = answers.count { $0 == .yes }
    let possible = answers.count { $0 != .no }
    let grade: Grade =
      open == 3 ? .open : open == 2 && possible == 2 ? .partial : possible < 2 ? .closed : .unknown
    let places = parts.compactMap { facts.terms(of: $0)?.places.first }
    return (
      grade,
      Ruling(
        "OSAI.licenses", "weights, code and data under open licences",
        grade == .open ? .yes : grade == .unknown ? .undetermined : .no,
        "\(open) of 3 are here under open licences", places: places)
    )
  }
}
