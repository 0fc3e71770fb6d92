import CandorCore
import CandorText

/// Messages between a user and a model, with the model's keys and values of all it has read.
public struct Conversation {
  public private(set) var messages: [ChatMessage] = []
  /// The system message that the conversation began with.
  public private(set) var system: String?
  private let model: LanguageModel
  private let template: ChatTemplate
  private let clock: TemplateClock?
  private let variables: JSONObject
  private let options: GenerationOptions
  private let session: DecoderSession
  private let cache: PromptCache?

  /// - Parameters:
  ///   - clock: what the template is told when it asks for the date.
  ///   - variables: further names for the template.
  ///   - cache: where what was read before is, and what is read can be kept: that changes no bit.
  public init(
    _ model: LanguageModel, template: ChatTemplate, clock: TemplateClock? = nil,
    variables: JSONObject = [:], options: GenerationOptions = .init(), cache: PromptCache? = nil
  ) throws {
    self.model = model
    self.template = template
    self.clock = clock
    self.variables = variables
    self.options = options
    self.cache = cache
    session = try DecoderSession(model.decoder, weights: model.weights)
    try cache?.restore(session)
  }

  /// Keeps what was read in the cache, if there is one.
  ///
  /// - Throws: as `PromptCache.save`.
  public func save() throws { try cache?.save(session) }

  /// Forgets all messages.
  public mutating func begin(system: String?) {
    self.system = system
    messages = system.map { [ChatMessage("system", $0)] } ?? []
  }

  /// Adds a message of the user's and the model's answer, which comes as `generate` gives it.
  ///
  /// A message that cannot be answered is not kept; an interrupted answer is, as far as it came.
  ///
  /// - Throws: as `ChatTemplate.render` and `LanguageModel.generate`.
  public mutating func answer(
    _ message: String, onPiece: (String) -> Void = { _ in }
  ) throws -> Generation {
    let before = messages
    messages.append(ChatMessage("user", message))
    var text = ""
    do {
      let prompt = try template.render(messages, clock: clock, variables: variables)
      let generation = try model.generate(
        after: model.tokenizer.encode(prompt), in: session, options: options
      ) { piece in
        text += piece
        onPiece(piece)
      }
      messages.append(ChatMessage("assistant", generation.text))
      return generation
    } catch let error as CandorError where error.code == .interrupted && !text.isEmpty {
      messages.append(ChatMessage("assistant", text))
      throw error
    } catch {
      messages = before
      throw error
    }
  }

  /// The object that `candor chat --json` prints for an answer (docs/cli.md).
  public func json(of generation: Generation) -> JSONValue {
    guard case .object(var object) = generation.json else { return generation.json }
    object["date"] = clock.map { .string($0.text) } ?? .null
    return .object(object)
  }
}
