/// What one rule of a framework says about a system, and on what grounds.
public struct Ruling: Sendable {
  /// Names the rule for good, for example `MOF.datasets`.
  public let rule: String
  /// What the framework asks, in our words.
  public let clause: String
  public let answer: Answer
  /// Why.
  public let reason: String
  public let evidence: [Evidence.Place]

  init(
    _ rule: String, _ clause: String, _ answer: Answer, _ reason: String,
    _ evidence: [Evidence] = []
  ) {
    self.init(rule, clause, answer, reason, places: evidence.map(\.place))
  }

  init(
    _ rule: String, _ clause: String, _ answer: Answer, _ reason: String, places: [Evidence.Place]
  ) {
    (self.rule, self.clause, self.answer, self.reason) = (rule, clause, answer, reason)
    evidence = Array(places.prefix(3))
  }
}

/// One framework's view of a system. Frameworks differ, so there are always several.
public struct Verdict: Sendable {
  public let framework: String
  public let version: String
  /// In the framework's own words, for example `not met` or `Class III`.
  public let verdict: String
  /// The class or score that is proven; nil where the framework has none.
  public let grade: String?
  /// The best that what is not known here still allows.
  public let atMost: String?
  public let rulings: [Ruling]

  public var failed: [Ruling] { rulings.filter { $0.answer == .no } }
  public var undetermined: [Ruling] { rulings.filter { $0.answer == .undetermined } }

  /// Frameworks judge models; of a dataset alone they say nothing.
  var ofDatasetAlone: Verdict {
    Verdict(framework, version, "not applicable: a dataset alone", [])
  }

  init(
    _ framework: String, _ version: String, _ verdict: String, grade: String? = nil,
    atMost: String? = nil, _ rulings: [Ruling]
  ) {
    (self.framework, self.version, self.verdict) = (framework, version, verdict)
    (self.grade, self.atMost, self.rulings) = (grade, atMost, rulings)
  }
}
