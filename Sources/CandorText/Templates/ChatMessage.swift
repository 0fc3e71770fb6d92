import CandorCore

/// One message of a conversation: a role, and what a template may ask of it (`content`,
/// `tool_calls`, `reasoning_content` …).
public struct ChatMessage: Sendable, Equatable {
  /// The words that programs use for the speakers. They are trusted: some templates build a special
  /// token around the role. Any other word is text like a message's own.
  public static let roles = [
    "system", "developer", "user", "assistant", "tool", "ipython", "function", "tool_results",
    "environment", "documents", "model",
  ]

  public private(set) var members: JSONObject

  public init(_ role: String, _ content: String) {
    members = ["role": .string(role), "content": .string(content)]
  }

  /// - Throws: `malformed` for a message without a role.
  public init(_ members: JSONObject) throws {
    _ = try members.string("role")
    self.members = members
  }

  /// The message as a template sees it. As in transformers, what the model thought has the name
  /// `reasoning_content` whatever it was given as, and `thinking` besides.
  var value: TemplateValue {
    var members = members
    let thoughts = ["reasoning_content", "thinking", "reasoning"].lazy
      .compactMap { members[$0] }.first { $0 != .null }
    var mapping = TemplateMapping()
    if let thoughts {
      if members["thinking"] == nil { mapping[Self.key("thinking")] = TemplateValue(thoughts) }
      members["reasoning_content"] = thoughts
    }
    for (key, value) in members.members {
      mapping[Self.key(key)] =
        key == "role" && isKnownRole(value) ? trusted(value) : TemplateValue(value)
    }
    return .mapping(mapping)
  }

  private func isKnownRole(_ value: JSONValue) -> Bool {
    Self.roles.contains { value == .string($0) }
  }

  private func trusted(_ value: JSONValue) -> TemplateValue {
    if case .string(let role) = value { .literal(role) } else { TemplateValue(value) }
  }

  private static func key(_ name: String) -> TemplateText { TemplateText(name, isTrusted: false) }
}
