import CandorRelease

/// Under which terms the files below one path stand, by three kinds of evidence that can disagree:
/// what is declared, which texts are there, and what a gate adds.
public struct Terms: Sendable {
  public struct Declaration: Sendable {
    /// As it is written.
    public let text: String
    /// Nil where the word names no terms that are known.
    public let licence: Licence?
    public let place: Evidence.Place

    /// Whether its terms pass a test. Of `A OR B` one has to, of `A AND B` both; a licence that is not
    /// known leaves it undetermined, unless the others decide.
    func answer(_ test: (Licence) -> Bool) -> Answer {
      if let licence { return Answer(test(licence)) }
      guard let expression = try? LicenceExpression(text) else { return .undetermined }
      return Self.answer(expression.term, test)
    }

    private static func answer(
      _ term: LicenceExpression.Term, _ test: (Licence) -> Bool
    ) -> Answer {
      switch term {
      case .licence(let identifier):
        Licence.tagged(identifier).map { Answer(test($0)) } ?? .undetermined
      case .any(let terms): .any(terms.map { answer($0, test) })
      case .all(let terms): .all(terms.map { answer($0, test) })
      }
    }
  }

  public internal(set) var declarations: [Declaration] = []
  public internal(set) var texts: [RecognisedText] = []
  public internal(set) var gates: [Evidence.Place] = []

  /// The licences that are declared or whose texts are there, each once.
  public var licences: [Licence] {
    (declarations.compactMap(\.licence) + texts.flatMap(\.known)).reduce(into: []) {
      list, licence in
      if !list.contains(licence) { list.append(licence) }
    }
  }

  public var isEmpty: Bool { declarations.isEmpty && texts.isEmpty && gates.isEmpty }

  /// How a report names them: what is declared, or else what the texts are; nil where neither is known.
  public var name: String? {
    let declared = declarations.map { $0.licence?.identifier ?? TextFile.quoted($0.text[...]) }
    let found = texts.flatMap(\.known).map(\.identifier)
    let names = (declared.isEmpty ? found : declared).reduce(into: [String]()) { list, name in
      if !list.contains(name) { list.append(name) }
    }
    return names.isEmpty ? nil : names.joined(separator: " AND ")
  }

  /// What matters to a user, and where it stands.
  public var conditions: [(condition: LicenceCondition, place: Evidence.Place)] {
    let stated = texts.flatMap(\.conditions)
    return LicenceCondition.allCases.compactMap { condition in
      if let stated = stated.first(where: { $0.condition == condition }) { return stated }
      let declaration = declarations.first { $0.licence?.conditions.contains(condition) == true }
      let text = texts.first { $0.known.contains { $0.conditions.contains(condition) } }
      return (declaration?.place ?? text?.place).map { (condition, $0) }
    }
  }

  /// Every place that says something about the terms.
  public var places: [Evidence.Place] { declarations.map(\.place) + texts.map(\.place) + gates }

  /// Whether all licences pass a test. Undetermined where words name no known terms, a text says more
  /// than the licence in it or is not known, a gate adds terms, and where nothing is said at all.
  func answer(_ test: (Licence) -> Bool) -> Answer {
    guard !declarations.isEmpty || !texts.isEmpty else { return .undetermined }
    let declared = declarations.map { $0.answer(test) }
    let found = texts.map { text -> Answer in
      let known = Answer.all(text.known.map { Answer(test($0)) })
      return known == .yes && (text.known.isEmpty || text.saysMore) ? .undetermined : known
    }
    let answer = Answer.all(declared + found)
    return answer == .yes && !gates.isEmpty ? .undetermined : answer
  }

  /// The terms as far as they are about a component: `LICENSE-CODE` and `LICENSE-MODEL` share a folder.
  func about(_ component: Component) -> Terms {
    var terms = self
    terms.texts.removeAll { text in
      switch text.subject {
      case .everything: false
      case .model: component.piece != .modelParameters
      case .code: component.piece == .modelParameters || component.piece == .dataset
      }
    }
    return terms
  }
}
