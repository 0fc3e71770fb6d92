/// The question most rules ask: is it here, and under terms that pass?
extension SystemFacts {
  /// Yes where it is here under terms that pass; no where nothing is here or the terms fail; not to
  /// be known where it is elsewhere or its terms are not known.
  func ruling(
    _ rule: String, _ clause: String, _ component: Component, terms test: ((Licence) -> Bool)?
  ) -> Ruling {
    let found = evidence(for: component)
    func ruling(_ answer: Answer, _ reason: String) -> Ruling {
      Ruling(rule, clause, answer, reason, found)
    }
    switch status(of: component) {
    case .absent: return ruling(.no, "nothing of it was found")
    case .described: return ruling(.no, "it is only described")
    case .undeterminable: return ruling(.undetermined, "something is here that cannot be read")
    case .linked: return ruling(.undetermined, "it is elsewhere, and was not looked at")
    case .partial: return ruling(.undetermined, "only a part of it is here")
    case .shared: break
    }
    guard let test else { return ruling(.yes, "it is here") }
    let terms = terms(of: component) ?? Terms()
    let name = terms.name ?? "no licence that was recognised"
    let places = found.prefix(1).map(\.place) + terms.places
    let answer = terms.answer(test)
    let reason =
      switch answer {
      case .yes: "it is here, under \(name)"
      case .no: "it is here, under \(name), which does not pass"
      case .undetermined where !terms.gates.isEmpty:
        "it is here, under \(name), behind a gate with terms of its own"
      case .undetermined: "it is here, under \(name)"
      }
    return Ruling(rule, clause, answer, reason, places: Array(places))
  }
}
