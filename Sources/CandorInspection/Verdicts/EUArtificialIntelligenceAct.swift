/// Article 53(2) of the EU AI Act as the Commission's guidelines read it: the conditions under which
/// a general-purpose model is released as free and open source.
///
/// Copyright policy and training-content summary stay due in any case.
/// Source: Regulation (EU) 2024/1689, art. 53(2), recitals 102 to 104; C(2025) 5045, section 4
enum EUArtificialIntelligenceAct {
  static func verdict(_ facts: SystemFacts) -> Verdict {
    let rulings = [
      rights(facts), access(facts), architecture(facts), usage(facts), risk, money(facts),
    ]
    return Verdict(
      "EU AI Act, Article 53(2)", "C(2025) 5045",
      Answer.all(rulings.map(\.answer)) == .no ? "conditions not met" : "undetermined", rulings)
  }

  private static func rights(_ facts: SystemFacts) -> Ruling {
    let clause = "the licence lets anybody use, change and share (76 to 84)"
    let disqualifying: [LicenceCondition] = [
      .nonCommercial, .researchOnly, .noDerivatives, .userThreshold, .revenueThreshold,
      .noOtherModels,
      .regionExcluded,
    ]
    guard let terms = facts.terms(of: .parameters) else {
      return Ruling("EU.licence", clause, .no, "no parameters are here", [])
    }
    let places = terms.places
    let failing = terms.conditions.map(\.condition).filter(disqualifying.contains)
    guard failing.isEmpty else {
      return Ruling(
        "EU.licence", clause, .no,
        "\(terms.name ?? "the licence"): " + failing.map(\.term).joined(separator: "; "),
        places: places)
    }
    let answer = terms.answer(\.isOpen)
    let reason =
      terms.conditions.contains { $0.condition == .useRestrictions }
      ? "use restrictions may be proportionate (84); a person must judge"
      : answer == .yes
        ? "under \(terms.name ?? "")" : "under \(terms.name ?? "no licence that was recognised")"
    return Ruling(
      "EU.licence", clause, answer == .yes ? .yes : .undetermined, reason, places: places)
  }

  private static func access(_ facts: SystemFacts) -> Ruling {
    let clause = "parameters are public; gates ask only what security needs (79, 87)"
    let found = facts.evidence(for: .parameters)
    if !facts.status(of: .parameters).isHere {
      return Ruling(
        "EU.parameters", clause, facts.status(of: .parameters) >= .linked ? .undetermined : .no,
        "the parameters are not here", found)
    }
    guard facts.gates.isEmpty else {
      return Ruling(
        "EU.parameters", clause, .undetermined, "a gate asks for something", places: facts.gates)
    }
    return Ruling("EU.parameters", clause, .yes, "the parameters are here", found)
  }

  private static func architecture(_ facts: SystemFacts) -> Ruling {
    Ruling(
      "EU.architecture", "information on the architecture is public",
      Answer(facts.status(of: .architecture) >= .described),
      facts.best(.architecture)?.claim ?? "nothing was found",
      facts.evidence(for: .architecture))
  }

  private static func usage(_ facts: SystemFacts) -> Ruling {
    let hasCard = facts.status(of: .modelCard).isHere
    return Ruling(
      "EU.usage", "information on usage is public: inputs, outputs, abilities, limits (91)",
      hasCard ? .undetermined : .no,
      hasCard
        ? "there is a model card; whether it suffices, a person must judge"
        : "there is no model card",
      facts.evidence(for: .modelCard))
  }

  private static let risk = Ruling(
    "EU.risk", "no systemic risk: training compute below 10^25 FLOP", .undetermined,
    "compute is not known from files", [])

  private static func money(_ facts: SystemFacts) -> Ruling {
    Ruling(
      "EU.monetisation", "not against money or personal data (recital 103; 85 to 88)",
      .undetermined,
      facts.gates.isEmpty ? "not to be seen in files" : "a gate collects something",
      places: facts.gates)
  }
}
