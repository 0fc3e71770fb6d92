/// Under which terms the files below one path stand, by three kinds of evidence that can disagree:
/// what is declared, which texts are there, and what a gate adds.
public struct Terms: Sendable {
  public struct Declaration: Sendable {
    /// As it is written.
    public let text: String
    /// Nil where the word names no terms that are known.
    public let licence: Licence?
    public let place: Evidence.Place
  }

  public internal(set) var declarations: [Declaration] = []
  /// Files that hold terms.
  public internal(set) var texts: [Evidence.Place] = []
  public internal(set) var gates: [Evidence.Place] = []

  /// The licences that are declared, each once.
  public var licences: [Licence] {
    declarations.compactMap(\.licence).reduce(into: []) { list, licence in
      if !list.contains(licence) { list.append(licence) }
    }
  }

  public var isEmpty: Bool { declarations.isEmpty && texts.isEmpty && gates.isEmpty }

  /// How a report names them; nil where nothing is said.
  public var name: String? {
    if declarations.isEmpty { return nil }
    return declarations.map { $0.licence?.identifier ?? TextFile.quoted($0.text[...]) }
      .reduce(into: [String]()) { list, name in if !list.contains(name) { list.append(name) } }
      .joined(separator: " AND ")
  }

  /// What matters to a user.
  public var conditions: [LicenceCondition] {
    LicenceCondition.allCases.filter { condition in
      licences.contains { $0.conditions.contains(condition) }
    }
  }

  /// Whether all licences pass a test; undetermined where a word names no known terms or a gate adds
  /// some, and where nothing is declared.
  func answer(_ test: (Licence) -> Bool) -> Answer {
    guard !declarations.isEmpty else { return .undetermined }
    let known = Answer.all(declarations.map { declaration in
      declaration.licence.map { test($0) ? .yes : .no } ?? .undetermined
    })
    return known == .yes && !gates.isEmpty ? .undetermined : known
  }
}
