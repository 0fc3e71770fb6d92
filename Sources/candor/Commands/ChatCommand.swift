import ArgumentParser
import CandorCore
import CandorModels
import CandorText
import SystemPackage

struct ChatCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "chat",
    abstract: "Talk with a model, by its own chat template.",
    discussion: """
      Each line is a message; one that ends with a backslash goes on in the next. `/reset` forgets \
      the conversation, `/system TEXT` begins another with that system message, `/exit` leaves, and \
      so does the end of the input. Ctrl-C ends an answer. Names of special tokens in messages are \
      text.
      """)

  @OptionGroup var model: ModelArguments

  @Option(help: "A message that comes before all others and says how to answer.")
  var system: String?

  @Option(help: "The date that the template is told, as 2026-01-31 or 2026-01-31T14:05:59.")
  var date: String?

  @Option(
    name: .customLong("set"),
    help: "A further variable of the template, as `enable_thinking=false`; any JSON value.")
  var settings: [String] = []

  @OptionGroup var generation: GenerationArguments

  @Option(help: "Keep what the model has read in this file, and read it back the next time.")
  var promptCache: String?

  @Option(
    help: "Say under the answer where its words stand in the dataset of this index or release.")
  var trace: String?

  @Flag(help: "Print one JSON object for each answer.")
  var json = false

  func run() throws {
    guard let template = try ChatTemplate.load(model: model.path) else {
      throw CandorError(
        .notFound, "the model has no chat template: it was not taught to answer messages",
        hint: "`candor run` lets it continue a text")
    }
    let clock = try date.map { try TemplateClock($0) }
    let variables = try variables()
    let tracer = try AnswerTracer(trace, threads: model.threading.count())
    let model = try model.open()
    var options = try generation.options(suggested: model.suggestedSampling)
    options.logitDigest = json
    var conversation = try Conversation(
      model, template: template, clock: clock, variables: variables, options: options,
      cache: self.model.cache(promptCache, of: model))
    conversation.begin(system: system)
    let end = Result { try ChatLoop(printsJSON: json, tracer: tracer).run(&conversation) }
    try conversation.save()
    try end.get()
  }

  private func variables() throws -> JSONObject {
    try settings.reduce(into: JSONObject()) { object, text in
      let parts = text.split(separator: "=", maxSplits: 1)
      guard parts.count == 2 else {
        throw CandorError(.usage, "`\(text)` is not `name=value`", at: .init(field: "--set"))
      }
      object[String(parts[0])] =
        (try? JSONValue.parse(Array(parts[1].utf8), file: "--set")) ?? .string(String(parts[1]))
    }
  }
}
