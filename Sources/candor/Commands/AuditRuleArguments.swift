import ArgumentParser
import CandorAudit
import CandorCore

/// What an audit looks for, and what of it a repair removes.
struct AuditRuleArguments: ParsableArguments {
  @Option(help: "Groups of rules to apply, with commas: \(Self.groupNames) (default: all).")
  var rules: String?

  @Option(
    help: "Groups whose findings a repair removes (default: list,score,personal,secret,duplicate).")
  var remove: String?

  func selection(removes: Bool) throws -> AuditSelection {
    AuditSelection(
      try rules.map(Self.groups) ?? Set(Rule.Group.allCases),
      removing: removes
        ? try remove.map(Self.groups) ?? [.list, .score, .personal, .secret, .duplicate] : nil)
  }

  private static let groupNames = Rule.Group.allCases.map(\.rawValue).joined(separator: ", ")

  private static func groups(_ list: String) throws -> Set<Rule.Group> {
    Set(
      try list.split(separator: ",").map { word in
        if let group = Rule.Group(rawValue: String(word)) { return group }
        throw CandorError(
          .usage, "there is no group of rules `\(word)`", hint: "there are \(groupNames)")
      })
  }
}
