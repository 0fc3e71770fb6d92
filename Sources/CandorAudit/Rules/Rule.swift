import CandorCore

/// What an audit looks for: one kind of finding.
public struct Rule: Sendable, Hashable {
  public enum Group: String, Sendable, CaseIterable {
    case list, score, personal, secret, duplicate, near, benchmark, quality, licence, encoding
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
  /// Of a rule that looks for test items.
  public let benchmark: BenchmarkHeader?

  init(_ group: Group, _ name: String, version: Int = 1, _ summary: String) {
    id = "\(group.rawValue).\(name)"
    self.version = version
    self.group = group
    self.summary = summary
    list = nil
    threshold = nil
    benchmark = nil
  }

  init(_ list: ListHeader) {
    id = "\(Group.list.rawValue).\(list.name)"
    version = 1
    group = .list
    summary = "records with what the list `\(list.name)` holds (\(list.category))"
    self.list = list
    threshold = nil
    benchmark = nil
  }

  init(_ threshold: ScoreThreshold) {
    id = "\(Group.score.rawValue).\(threshold.ruleName)"
    version = 1
    group = .score
    summary = "records whose `\(threshold.column)` is \(threshold.least) or more"
    list = nil
    self.threshold = threshold
    benchmark = nil
  }

  init(_ benchmark: BenchmarkHeader) {
    id = "\(Group.benchmark.rawValue).\(benchmark.ruleName)"
    version = 1
    group = .benchmark
    summary = "records with half or more of an item of `\(benchmark.name)`"
    list = nil
    threshold = nil
    self.benchmark = benchmark
  }

  /// Whether places of what is found are kept back.
  public var isSealed: Bool { list?.isSealed ?? false }

  /// How plans and removal records name it.
  var json: JSONValue {
    var object: JSONObject = ["rule": .string(id), "version": .integer(Int64(version))]
    object["list"] = list?.json
    object["threshold"] = threshold?.json
    object["benchmark"] = benchmark?.json
    return .object(object)
  }
}
