import CandorCore
import SystemPackage
import Testing

@testable import CandorModels

@Suite struct DecoderConfigurationTests {
  private let configuration = DecoderConfiguration(
    vocabularySize: 300, hiddenSize: 48, layers: 3, queryHeads: 6, keyValueHeads: 2, headSize: 16,
    feedForwardSize: 128, contextLength: 512, normEpsilon: 1e-6, rotaryBase: 50_000,
    tiedEmbeddings: true)

  private func object(_ change: (inout JSONObject) -> Void = { _ in }) -> JSONObject {
    guard
      case .object(var object)? = try? configuration.huggingFace(beginOfText: 0, endOfText: 1)
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
      ("model_type", "qwen9"), ("hidden_act", "gelu"), ("mlp_bias", true),
      ("pretraining_tp", 2), ("architectures", ["LlamaForSequenceClassification"]),
      ("sliding_window", 128),
    ] as [(String, JSONValue)])
  func unsupported(field: String, value: JSONValue) {
    let error = failure { _ = try read(object { $0[field] = value }) }
    #expect(error?.code == .unsupported)
    #expect(error?.location?.field == field)
  }

  @Test("unknown ways to scale rotary positions are refused by name")
  func scaling() {
    let dynamic = failure {
      _ = try read(
        object {
          $0["rope_parameters"] = nil
          $0["rope_scaling"] = ["rope_type": "dynamic", "factor": 8]
        })
    }
    #expect(dynamic?.code == .unsupported && dynamic?.location?.field == "rope_scaling.rope_type")
    let both = failure {
      _ = try read(object { $0["rope_scaling"] = ["rope_type": "linear", "factor": 8] })
    }
    #expect(both?.code == .mismatch && both?.location?.field == "rope_scaling")
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

  @Test(
    "a family's own numbers are checked too",
    arguments: [
      ("gemma3", "query_pre_attn_scalar", -4), ("gemma3", "sliding_window", 0),
      ("gemma3", "layer_types", ["full_attention"]), ("smollm3", "no_rope_layers", [1, 0]),
      ("deepseek_v3", "kv_lora_rank", 0), ("deepseek_v3", "qk_rope_head_dim", 7),
      ("deepseek_v3", "n_group", 3), ("deepseek_v3", "num_experts_per_tok", 5),
      ("deepseek_v3", "n_shared_experts", .integer(.max)),
      ("deepseek_v3", "num_nextn_predict_layers", .integer(.max)),
      ("deepseek_v3", "first_k_dense_replace", 4),
    ] as [(String, String, JSONValue)])
  func ofFamilies(name: String, field: String, value: JSONValue) throws {
    let model = try FamilyModel(name)
    let path = model.folder.appending(DecoderConfiguration.fileName)
    guard case .object(var object) = try JSONValue.load(path) else { return }
    object[field] = value
    let error = failure { _ = try read(object) }
    #expect(error?.code == .malformed && error?.location?.field == field)
  }
}
