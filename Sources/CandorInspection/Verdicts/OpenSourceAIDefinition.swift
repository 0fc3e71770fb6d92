/// The Open Source AI Definition 1.0 of the Open Source Initiative: data information, code and
/// parameters in the form preferred for changing them.
///
/// Whether a skilled person could rebuild the system is a judgement, so the best answer is that
/// nothing found here speaks against it.
/// Source: opensource.org/ai/open-source-ai-definition
enum OpenSourceAIDefinition {
  static func verdict(_ facts: SystemFacts) -> Verdict {
    let rulings = [
      sources(facts), description(facts),
      facts.ruling(
        "OSAID.code.preprocessing", "code that processed the data, OSI-approved",
        .preprocessingCode,
        terms: \.isOSIApproved
      ).softened(by: facts),
      facts.ruling(
        "OSAID.code.training", "code that trained, with its settings, OSI-approved", .trainingCode,
        terms: \.isOSIApproved),
      facts.ruling(
        "OSAID.code.inference", "code that runs the model, OSI-approved", .inferenceCode,
        terms: \.isOSIApproved),
      facts.ruling(
        "OSAID.parameters", "parameters under open terms", .parameters, terms: \.isOpen),
    ]
    return Verdict(
      "Open Source AI Definition", "1.0",
      Answer.all(rulings.map(\.answer)) == .no ? "not met" : "undetermined", rulings)
  }

  private static func sources(_ facts: SystemFacts) -> Ruling {
    let isNamed = facts.status(of: .dataset) >= .linked
    return Ruling(
      "OSAID.data.sources", "a list of all public and obtainable training data",
      isNamed ? .undetermined : .no,
      isNamed
        ? "sources are named; whether all are, a person must judge" : "no source of data is named",
      facts.evidence(for: .dataset))
  }

  private static func description(_ facts: SystemFacts) -> Ruling {
    let isThere = facts.status(of: .dataset) != .absent || facts.status(of: .dataCard) != .absent
    return Ruling(
      "OSAID.data.description", "a complete description of all training data",
      isThere ? .undetermined : .no,
      isThere
        ? "something is said; whether it suffices, a person must judge"
        : "nothing is said of the data",
      facts.evidence(for: .dataset))
  }
}

extension Ruling {
  /// A linked training code may hold the rest of the code too.
  fileprivate func softened(by facts: SystemFacts) -> Ruling {
    guard answer == .no, facts.status(of: .trainingCode) == .linked else { return self }
    return Ruling(
      rule, clause, .undetermined, "it may be in the code that is elsewhere",
      facts.evidence(for: .trainingCode))
  }
}
