import CandorCore
import CandorText
import SystemPackage
import Testing

@testable import CandorModels

@Suite struct ConversationTests {
  private let template =
    "{% for m in messages %}[{{ m.role }}] {{ m.content }}\n{% endfor %}[assistant] "

  private func conversation(
    _ model: LanguageModel, _ source: String? = nil, maximumTokens: Int = 6
  ) throws -> Conversation {
    try Conversation(
      model, template: ChatTemplate(source ?? template),
      options: GenerationOptions(
        sampling: .init(temperature: 1, seed: 3), maximumTokens: maximumTokens, logitDigest: true))
  }

  @Test("an answer is the continuation of all messages, and keeping what was read changes no bit")
  func cache() throws {
    let model = try TinyModel(contextLength: 400).open()
    var kept = try conversation(model)
    kept.begin(system: "the key")
    var text = "[system] the key\n"
    for question in ["Anna?", "the garden.", "a"] {
      var pieces = ""
      let answer = try kept.answer(question) { pieces += $0 }
      #expect(pieces == answer.text)
      text += "[user] \(question)\n[assistant] "
      let ids = model.tokenizer.encode(text)
      let session = try DecoderSession(model.decoder, weights: model.weights)
      let alone = try model.generate(
        after: ids, in: session,
        options: GenerationOptions(
          sampling: .init(temperature: 1, seed: 3), maximumTokens: 6, logitDigest: true))
      #expect(answer.tokens == alone.tokens && answer.logitDigest == alone.logitDigest)
      #expect(answer.promptTokens == ids.count)
      text += answer.text + "\n"
    }
    #expect(kept.messages.count == 7)
  }

  @Test("a message that cannot be answered is not kept")
  func refusals() throws {
    let model = try TinyModel(contextLength: 60).open()
    var small = try conversation(model)
    _ = try small.answer("a")
    let error = failure { _ = try small.answer(String(repeating: "b", count: 80)) }
    #expect(error?.code == .limitExceeded)
    #expect(error?.message.contains("60") == true)
    #expect(small.messages.map { $0.members["role"] } == ["user", "assistant"])
    var refusing = try conversation(model, "{{ raise_exception('no') }}")
    #expect(failure { _ = try refusing.answer("a") }?.code == .unsupported)
    #expect(refusing.messages.isEmpty)
  }

  @Test("a new beginning forgets all but the system message")
  func beginning() throws {
    var conversation = try conversation(TinyModel(contextLength: 200).open())
    conversation.begin(system: "the")
    let first = try conversation.answer("key")
    conversation.begin(system: conversation.system)
    #expect(try conversation.answer("key").logitDigest == first.logitDigest)
    conversation.begin(system: nil)
    #expect(conversation.messages.isEmpty && conversation.system == nil)
  }
}
