import CandorCore

/// What an audit looks for: one kind of finding.
public struct Rule: Sendable, Hashable {
  public enum Group: String, Sendable, CaseIterable {
    case list, score, personal, secret, duplicate, near, quality, licence, encoding
  }

  /// `group.name`, never reused for something else.
  public let id: String
  /// Raised whenever the rule finds other things than before.
  public let version: Int
  public let group: Group
  /// What is found, in the plural.
  public let summary: String
  /// Of a rule that asks a list.
  public let list: ListHeader?
  /// Of a rule that compares a number.
  public let threshold: ScoreThreshold?

  init(_ group: Group, _ name: String, version: Int = 1, _ summary: String) {
    id = "\(group.rawValue).\(name)"
    self.version = version
    self.group = group
    self.summary = summary
    list = nil
    threshold = nil
  }

  init(_ list: ListHeader) {
    id = "\(Group.list.rawValue).\(list.name)"
    version = 1
    group = .list
    summary = "records with what the list `\(list.name)` holds (\(list.category))"
    self.list = list
    threshold = nil
  }

  init(_ threshold: ScoreThreshold) {
    id = "\(Group.score.rawValue).\(threshold.ruleName)"
    version = 1
    group = .score
    summary = "records whose `\(threshold.column)` is \(threshold.least) or more"
    list = nil
    self.threshold = threshold
  }

  /// Whether places of what is found are kept back.
  public var isSealed: Bool { list?.isSealed ?? false }

  /// How plans and removal records name it.
  var json: JSONValue {
    var object: JSONObject = ["rule": .string(id), "version": .integer(Int64(version))]
    object["list"] = list?.json
    object["threshold"] = threshold?.json
    return .object(object)
  }
}
