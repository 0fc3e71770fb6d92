import CandorCore
import CandorTensors
import CandorText
import SystemPackage
import Testing

@testable import CandorModels

@Suite struct LanguageModelTests {
  private let sampled = GenerationOptions(
    sampling: .init(temperature: 1, seed: 4), maximumTokens: 12, logProbabilities: true,
    logitDigest: true)

  @Test("a seed gives the same answer again, on any number of threads")
  func reproducible() throws {
    let tiny = try TinyModel()
    let first = try tiny.open().generate(prompt: "Anna took the key", options: sampled)
    let again = try tiny.open(threads: 3).generate(prompt: "Anna took the key", options: sampled)
    #expect(first.tokens == again.tokens)
    #expect(first.text == again.text)
    #expect(first.logProbabilities == again.logProbabilities)
    #expect(first.logitDigest == again.logitDigest && first.logitDigest != nil)
    let other = try tiny.open().generate(prompt: "Anna took the keys", options: sampled)
    #expect(other.logitDigest != first.logitDigest)
  }

  @Test("the pieces, put together, are the text of the tokens")
  func pieces() throws {
    let model = try TinyModel().open()
    var pieces = ""
    let result = try model.generate(prompt: "Anna", options: sampled) { pieces += $0 }
    #expect(pieces == result.text)
    #expect(result.text == String(decoding: model.tokenizer.decode(result.tokens), as: UTF8.self))
    #expect(result.promptTokens == (try model.tokens(of: "Anna").count))
    #expect(result.logProbabilities?.count == result.tokens.count)
    #expect(result.logProbabilities?.allSatisfy { $0 < 0 } == true)
  }

  @Test(
    "guesses change the number of passes and nothing else",
    arguments: [
      SamplingOptions(), .init(temperature: 0.2, seed: 9), .init(temperature: 1, topK: 5, seed: 3),
      .init(temperature: 0.4, repetitionPenalty: 1.1, frequencyPenalty: 0.1, seed: 2),
    ])
  func drafts(sampling: SamplingOptions) throws {
    let model = try TinyModel(contextLength: 90).open()
    func answer(draft: Int, maximumTokens: Int?, stop: [String] = []) throws -> Generation {
      try model.generate(
        prompt: "the key the garden the key the garden the key",
        options: GenerationOptions(
          sampling: sampling, maximumTokens: maximumTokens, stopStrings: stop,
          logProbabilities: true, alternatives: 3, logitDigest: true, draft: draft))
    }
    let free = try answer(draft: 0, maximumTokens: 40)
    for (count, stop) in [(40, []), (7, []), (nil, []), (nil, [String(free.text.suffix(4))])] {
      let expected = try answer(draft: 0, maximumTokens: count, stop: stop)
      for draft in [1, 4, 15, 127] {
        let found = try answer(draft: draft, maximumTokens: count, stop: stop)
        #expect(found.tokens == expected.tokens && found.text == expected.text)
        #expect(found.logProbabilities == expected.logProbabilities)
        #expect(found.alternatives == expected.alternatives)
        #expect(found.logitDigest == expected.logitDigest && found.logitDigest != nil)
        #expect(found.stopReason == expected.stopReason)
        #expect(found.passes <= expected.passes)
      }
    }
  }

  @Test("right guesses take no pass")
  func passes() throws {
    let root = FilePath(#filePath).removingLastComponent().removingLastComponent()
      .removingLastComponent()
    let model = try LanguageModel(
      folder: root.pushing("Releases/fable"), arithmetic: Arithmetic(threads: 1))
    // Its stories say where somebody is more than once.
    let prompt = "Emma was uphill. Hen was downtown. Where is Emma? Emma is uphill. Where is Emma?"
    let plain = try model.generate(prompt: prompt, options: .init(maximumTokens: 60, draft: 0))
    let guessed = try model.generate(prompt: prompt, options: .init(maximumTokens: 60))
    #expect(guessed.tokens == plain.tokens)
    #expect(plain.passes >= plain.tokens.count - 1)
    #expect(guessed.passes < plain.passes)
  }

  @Test("generation ends at a count, at the context, and at a token")
  func ends() throws {
    let tiny = try TinyModel(contextLength: 10)
    let model = try tiny.open()
    let none = try model.generate(prompt: "the key", options: .init(maximumTokens: 0))
    #expect(none.tokens.isEmpty && none.stopReason == .maximumTokens)
    let two = try model.generate(prompt: "Ann", options: .init(maximumTokens: 2))
    #expect(two.tokens.count == 2 && two.stopReason == .maximumTokens)
    let all = try model.generate(prompt: "Ann", options: .init())
    #expect(all.stopReason == .contextLength)
    #expect(all.tokens.count + all.promptTokens == 10)
    #expect(all.tokens.starts(with: two.tokens))
    let ending = LanguageModel(
      decoder: model.decoder, weights: model.weights, tokenizer: model.tokenizer,
      endOfText: [all.tokens[0]])
    let ended = try ending.generate(prompt: "Ann", options: .init())
    #expect(ended.tokens.isEmpty && ended.stopReason == .endOfText)
    let error = failure { _ = try model.generate(prompt: "a prompt that is too long") }
    #expect(error?.code == .limitExceeded)
  }

  @Test("a stop string ends the text before it begins")
  func stopString() throws {
    let model = try TinyModel().open()
    var options = GenerationOptions(sampling: .init(temperature: 1, seed: 2), maximumTokens: 30)
    let free = try model.generate(prompt: "Anna", options: options)
    let characters = Array(free.text)
    let middle = characters.count / 2
    try #require(middle >= 2, "\(free.text)")
    let stop = String(characters[middle..<middle + 2])
    options.stopStrings = ["never", stop]
    let stopped = try model.generate(prompt: "Anna", options: options)
    #expect(stopped.stopReason == .stopString)
    #expect(free.text.hasPrefix(stopped.text + stop))
    #expect(free.tokens.starts(with: stopped.tokens))
  }

  @Test("the JSON object has the keys that docs/cli.md fixes")
  func json() throws {
    let model = try TinyModel().open()
    let result = try model.generate(prompt: "Anna", options: sampled)
    guard case .object(let object) = result.json else {
      Issue.record("not an object")
      return
    }
    #expect(
      object.members.map(\.key) == [
        "text", "tokens", "logprobs", "promptTokens", "cachedTokens", "passes", "stopReason",
        "seconds",
        "numerics", "logitDigest",
      ])
    #expect(object["numerics"] == "candor-numerics/1")
    #expect(object["tokens"] == .array(result.tokens.map { .integer(Int64($0)) }))
  }

  @Test("every prompt token's logits can be written, and are those of the session")
  func writtenLogits() throws {
    let tiny = try TinyModel()
    let model = try tiny.open()
    try model.writeLogits(of: "Anna took the key", to: tiny["logits.safetensors"])
    let archive = try TensorArchive(tiny["logits.safetensors"])
    let ids = try archive.integers("ids")
    #expect(try ids == model.tokens(of: "Anna took the key"))
    let session = try DecoderSession(model.decoder, weights: model.weights)
    let bits = try session.bits(reading: ids)
    #expect(try archive.numbers("logits").map(\.bitPattern) == bits)
    #expect(archive.entry(named: "logits")?.shape == [ids.count, model.tokenizer.vocabularySize])
  }

  @Test("a tokenizer with more tokens than the model is refused")
  func vocabularies() throws {
    let tiny = try TinyModel()
    try tiny.setField("vocab_size", to: .integer(100))
    let error = failure { _ = try tiny.open() }
    #expect(error?.code == .mismatch)
    #expect(error?.location?.field == "vocab_size")
  }

  @Test("the makers' sampling is suggested, and nonsense in it refused")
  func suggestions() throws {
    let tiny = try TinyModel()
    #expect(try tiny.open().suggestedSampling == SamplingOptions())
    try AtomicFile.write(
      #"{"do_sample": true, "temperature": 0.5, "top_k": 40, "eos_token_id": [3, 4]}"#,
      to: tiny["generation_config.json"])
    let model = try tiny.open()
    #expect(model.suggestedSampling == SamplingOptions(temperature: 0.5, topK: 40))
    #expect(model.endOfText == [3, 4, model.tokenizer.endOfText])
    try AtomicFile.write(
      #"{"do_sample": true, "temperature": -1}"#, to: tiny["generation_config.json"])
    let error = failure { _ = try tiny.open() }
    #expect(error?.code == .malformed && error?.location?.field == "temperature")
  }
}
