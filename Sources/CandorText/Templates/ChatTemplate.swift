import CandorCore

/// A model's chat template: how it was taught to see a conversation.
///
/// Templates are programs of strangers in a part of Jinja. They are parsed once and rendered as
/// transformers' `apply_chat_template` does, in a closed world: see `TemplateRenderer`.
public struct ChatTemplate: Sendable {
  public let source: String
  /// What the tokenizer calls its special tokens: `bos_token`, `eos_token` and others, with names.
  public let specialTokens: [String: String]
  private let file: String?
  private let statements: [TemplateStatement]

  /// - Parameter file: where the template is from, for errors.
  /// - Throws: `malformed`, `unsupported` or `limitExceeded`, with line and column in the template.
  public init(
    _ source: String, specialTokens: [String: String] = [:], file: String? = nil
  ) throws {
    self.source = source
    self.specialTokens = specialTokens
    self.file = file
    statements = try Self.located(in: file) { try TemplateParser.statements(of: source) }
  }

  /// Whether the prompt depends on the day.
  public var asksForDate: Bool { source.contains("strftime_now") }

  /// Writes a conversation for the model.
  ///
  /// - Parameters:
  ///   - answers: whether the text ends where the model's answer begins.
  ///   - tools: descriptions of functions, by JSON schema.
  ///   - clock: what the template is told when it asks for the date; without it, the template finds
  ///     no `strftime_now`.
  ///   - variables: further names, such as `enable_thinking`.
  /// - Throws: `unsupported` where the template refuses the conversation or uses what is not
  ///   supported; `malformed` where it contradicts itself; `usage` where it needs a date;
  ///   `limitExceeded` where it does not end.
  public func render(
    _ messages: [ChatMessage], answers: Bool = true, tools: [JSONValue]? = nil,
    documents: [JSONValue]? = nil, clock: TemplateClock? = nil, variables: JSONObject = [:]
  ) throws -> ChatPrompt {
    var values = specialTokens.mapValues { TemplateValue.literal($0) }
    for (name, value) in variables.members { values[name] = TemplateValue(value) }
    values["messages"] = .list(messages.map(\.value))
    values["tools"] = tools.map { .list($0.map { TemplateValue($0) }) } ?? TemplateValue.none
    values["documents"] =
      documents.map { .list($0.map { TemplateValue($0) }) } ?? TemplateValue.none
    values["add_generation_prompt"] = .bool(answers)
    var renderer = TemplateRenderer(values, clock: clock)
    return try Self.located(in: file) {
      _ = try renderer.run(statements)
      return ChatPrompt(renderer.output)
    }
  }

  private static func located<Result>(
    in file: String?, _ body: () throws -> Result
  ) throws -> Result {
    do {
      return try body()
    } catch var error as CandorError {
      var location = error.location ?? .init()
      location.file = file ?? "chat template"
      error.location = location
      throw error
    }
  }
}
