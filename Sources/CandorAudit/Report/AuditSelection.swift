/// Which rules an audit applies, and which of them make a repair leave a record out.
public struct AuditSelection: Sendable, Equatable {
  let groups: Set<Rule.Group>
  let removing: Set<Rule.Group>?

  /// - Parameter removing: of `groups`; nil if nothing is to be repaired.
  public init(
    _ groups: Set<Rule.Group> = Set(Rule.Group.allCases), removing: Set<Rule.Group>? = nil
  ) {
    self.groups = groups
    self.removing = removing
  }

  func looksFor(_ group: Rule.Group) -> Bool { groups.contains(group) }

  /// The groups that are not applied, and why.
  func notLookedFor(by book: RuleBook) -> [(group: Rule.Group, reason: String)] {
    let present = Set(book.rules.map(\.group))
    return Rule.Group.allCases.compactMap { group in
      if !looksFor(group) { return (group, "not among the rules asked for") }
      return present.contains(group) ? nil : (group, "no \(Self.means(of: group)) given")
    }
  }

  /// What the rules of a group are made of.
  private static func means(of group: Rule.Group) -> String {
    switch group {
    case .list: "lists were"
    case .score: "threshold was"
    case .benchmark: "benchmarks were"
    case .language: "model that tells languages was"
    default: "rules were"
    }
  }

  func removes(_ group: Rule.Group) -> Bool { removing?.contains(group) ?? false }

  /// Whether files of any name are looked at, since a list may hold them.
  func takesAllFiles(_ book: RuleBook) -> Bool {
    looksFor(.list) && book.lists.contains { $0.header.keys.areFiles }
  }

  /// Whether a repair leaves out what cannot be read.
  var isRepair: Bool { removing != nil }
}
