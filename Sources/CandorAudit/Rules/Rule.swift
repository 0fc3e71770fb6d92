import CandorCore

/// What an audit looks for: one kind of finding.
public struct Rule: Sendable, Hashable {
  public enum Group: String, Sendable, CaseIterable {
    case list, score, personal, secret, duplicate, near, benchmark, quality, language, licence,
      encoding
  }

  /// `group.name`, never reused for something else.
  public let id: String
  /// Raised whenever the rule finds other things than before.
  public let version: Int
  public let group: Group
  /// What is found, in the plural.
  public let summary: String
  /// What was given to look for.
  public let given: Given?

  public enum Given: Sendable, Hashable {
    case list(ListHeader)
    case threshold(ScoreThreshold)
    case benchmark(BenchmarkHeader)
    case language(LanguageHeader)

    /// What stands for it in JSON.
    var member: (key: String, value: JSONValue) {
      switch self {
      case .list(let list): ("list", list.json)
      case .threshold(let threshold): ("threshold", threshold.json)
      case .benchmark(let benchmark): ("benchmark", benchmark.json)
      case .language(let language): ("language", language.json)
      }
    }
  }

  init(
    _ group: Group, _ name: String, version: Int = 1, _ summary: String, given: Given? = nil
  ) {
    id = "\(group.rawValue).\(name)"
    self.version = version
    self.group = group
    self.summary = summary
    self.given = given
  }

  init(_ list: ListHeader) {
    self.init(
      .list, list.name, "records with what the list `\(list.name)` holds (\(list.category))",
      given: .list(list))
  }

  init(_ threshold: ScoreThreshold) {
    self.init(
      .score, threshold.ruleName,
      "records whose `\(threshold.column)` is \(threshold.least) or more",
      given: .threshold(threshold))
  }

  init(_ benchmark: BenchmarkHeader) {
    self.init(
      .benchmark, benchmark.ruleName,
      "records with half or more of an item of `\(benchmark.name)`", given: .benchmark(benchmark))
  }

  init(_ language: LanguageHeader) {
    self.init(.language, "other", language.summary, given: .language(language))
  }

  /// Whether places of what is found are kept back.
  public var isSealed: Bool {
    if case .list(let list) = given { list.isSealed } else { false }
  }

  /// Whether a text is the name of a rule of this version, or could be that of something given.
  static func isName(_ text: String) -> Bool {
    let parts = text.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
    guard parts.count == 2, let group = Group(rawValue: String(parts[0])) else { return false }
    switch group {
    case .list, .score, .benchmark, .language:
      return 1...64 ~= parts[1].utf8.count
        && parts[1].utf8.allSatisfy {
          ByteSet.alphanumerics.contains($0) || $0 == UInt8(ascii: "-")
        }
    default: return RuleBook.standard.rules.contains { $0.id == text }
    }
  }

  /// How plans and removal records name it.
  var json: JSONValue {
    var object: JSONObject = ["rule": .string(id), "version": .integer(Int64(version))]
    if let member = given?.member { object[member.key] = member.value }
    return .object(object)
  }
}
