/// What an audit looks for: one kind of finding.
public struct Rule: Sendable, Hashable {
  public enum Group: String, Sendable, CaseIterable {
    case personal, secret, duplicate, quality, licence, encoding
  }

  /// `group.name`, never reused for something else.
  public let id: String
  /// Raised whenever the rule finds other things than before.
  public let version: Int
  public let group: Group
  /// What is found, in the plural.
  public let summary: String

  init(_ group: Group, _ name: String, version: Int = 1, _ summary: String) {
    id = "\(group.rawValue).\(name)"
    self.version = version
    self.group = group
    self.summary = summary
  }
}
