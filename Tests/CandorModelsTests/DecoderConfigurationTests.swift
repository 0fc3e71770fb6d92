import CandorCore
import Testing

@testable import CandorModels

@Suite struct DecoderConfigurationTests {
  private let configuration = DecoderConfiguration(
    vocabularySize: 300, hiddenSize: 48, layers: 3, queryHeads: 6, keyValueHeads: 2, headSize: 16,
    feedForwardSize: 128, contextLength: 512, normEpsilon: 1e-6, rotaryBase: 50_000,
    tiedEmbeddings: true)

  private func object(_ change: (inout JSONObject) -> Void = { _ in }) -> JSONObject {
    guard case .object(var object) = configuration.huggingFaceJSON(beginOfText: 0, endOfText: 1)
    else { return [:] }
    change(&object)
    return object
  }

  private func read(_ object: JSONObject) throws -> DecoderConfiguration {
    try DecoderConfiguration(huggingFace: object, file: "config.json")
  }

  @Test("what is written is read again")
  func roundTrip() throws {
    #expect(try read(object()) == configuration)
    // A base without a fraction is read as an integer.
    let text = JSONValue.object(object()).pretty()
    guard case .object(let parsed) = try JSONValue.parse(Array(text.utf8), file: "x") else {
      Issue.record("not an object")
      return
    }
    #expect(try read(parsed) == configuration)
  }

  @Test("defaults are those of transformers' LlamaConfig")
  func defaults() throws {
    let plain = object {
      for key in ["num_key_value_heads", "head_dim", "tie_word_embeddings", "rope_parameters"] {
        $0[key] = nil
      }
    }
    let read = try read(plain)
    #expect(read.keyValueHeads == 6 && read.headSize == 8 && !read.tiedEmbeddings)
    #expect(read.rotary.base == 50_000)
    let inner = try self.read(object { $0["rope_theta"] = nil })
    #expect(inner.rotary.base == 50_000)
  }

  @Test(
    "what this decoder does not compute is refused by name",
    arguments: [
      ("model_type", "qwen2"), ("hidden_act", "gelu"), ("attention_bias", true), ("mlp_bias", true),
      ("pretraining_tp", 2), ("architectures", ["LlamaForSequenceClassification"]),
      ("sliding_window", 128),
    ] as [(String, JSONValue)])
  func unsupported(field: String, value: JSONValue) {
    let error = failure { _ = try read(object { $0[field] = value }) }
    #expect(error?.code == .unsupported)
    #expect(error?.location?.field == field)
  }

  @Test("scaled rotary positions are refused by name")
  func scaling() {
    let scaled = failure {
      _ = try read(object { $0["rope_scaling"] = ["rope_type": "llama3", "factor": 8] })
    }
    #expect(scaled?.code == .unsupported && scaled?.location?.field == "rope_scaling.rope_type")
    let factor = failure {
      _ = try read(object { $0["rope_parameters"] = ["rope_theta": 50_000, "factor": 8] })
    }
    #expect(factor?.code == .unsupported && factor?.location?.field == "rope_parameters.factor")
    let two = failure { _ = try read(object { $0["rope_theta"] = 1 }) }
    #expect(two?.code == .mismatch)
  }

  @Test(
    "numbers that make no decoder are refused by name",
    arguments: [
      ("vocab_size", 0), ("hidden_size", -1), ("num_hidden_layers", 1_000_000),
      ("num_key_value_heads", 4), ("head_dim", 7), ("rms_norm_eps", 0),
      ("intermediate_size", "many"), ("max_position_embeddings", 1.5), ("num_attention_heads", 0),
    ] as [(String, JSONValue)])
  func malformed(field: String, value: JSONValue) {
    let error = failure { _ = try read(object { $0[field] = value }) }
    #expect(error?.code == .malformed)
    #expect(error?.location?.field == field)
  }

  @Test("missing members and oversized contexts are refused")
  func missing() {
    #expect(failure { _ = try read(object { $0["vocab_size"] = nil }) }?.code == .malformed)
    #expect(
      failure { _ = try read(object { $0["max_position_embeddings"] = .integer(1 << 24 + 1) }) }?
        .code == .malformed)
  }
}
