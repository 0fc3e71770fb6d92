import CandorCore
import CandorTensors
import CandorText
import SystemPackage
import Testing

@testable import CandorModels

@Suite("GGUF models")
struct GGUFModelTests {
  private func configuration(_ model: GGUFModel) throws -> DecoderConfiguration {
    let archive = try TensorArchive(model.path)
    return try DecoderConfiguration(gguf: archive, archive.ggufMetadata)
  }

  @Test(
    "give the bits of the same weights in a folder",
    arguments: [
      "llama_linear", "qwen2", "qwen3", "olmo2", "olmo3", "smollm3", "gemma3", "deepseek_v3",
    ])
  func sameBits(name: String) throws {
    let arithmetic = try Arithmetic(threads: 2)
    let model = try GGUFModel(name)
    let (decoder, weights) = try model.family.open(arithmetic)
    let found = try configuration(model)
    #expect(found.comparable == decoder.configuration.comparable)
    let stored = try WeightLoader(
      TensorArchive(model.path), found, arithmetic, conventions: .gguf(found.family)
    ).load()
    func bits(_ weights: PackedWeights) throws -> [UInt32] {
      try DecoderSession(Decoder(found, arithmetic: arithmetic), weights: weights)
        .bits(reading: model.family.tokens)
    }
    #expect(try bits(stored) == bits(weights))
  }

  @Test("open with their tokenizer, the tokens that end a text, and their chat template")
  func whole() throws {
    let model = try GGUFModel("qwen2")
    let opened = try LanguageModel.open(model.path, arithmetic: Arithmetic(threads: 1))
    #expect(opened.endOfText == [1, 2])
    #expect(opened.tokenizer.encode("BAD") == [4, 3, 6])
    #expect(try opened.generate(prompt: "ABC", options: .init(maximumTokens: 3)).tokens.count <= 3)
    let template = try #require(try ChatTemplate.load(model: model.path))
    let prompt = try template.render([ChatMessage("user", "A<turn>")])
    #expect(prompt.text == "<bos>A<turn><turn>")
    #expect(opened.tokenizer.encode(prompt).filter { $0 < 3 } == [0, 2])
  }

  @Test(
    "numbers out of range, of another type, or missing are refused by their key",
    arguments: [
      ("embedding_length", 0), ("embedding_length", UInt32.max), ("block_count", 0),
      ("block_count", 5000), ("feed_forward_length", 0), ("context_length", 0),
      ("context_length", UInt32.max), ("attention.head_count", 0), ("attention.head_count_kv", 0),
      ("attention.head_count_kv", 3), ("attention.key_length", 15), ("attention.key_length", 0),
    ])
  func refused(key: String, value: UInt32) throws {
    let model = try GGUFModel("qwen3")
    let name = "qwen3.\(key)"
    let changes: [(inout GGUFDraft) -> Void] = [
      { $0.set(name, value) }, { $0.set(name, "many") }, { $0.set(name, [1, 2] as [Int32]) },
    ]
    for change in changes {
      try model.write(change)
      let error = failure { _ = try configuration(model) }
      #expect(error?.code == .malformed && error?.location?.field == name)
      #expect(error?.location?.file == model.path.string)
    }
    if key.hasSuffix("_kv") || key.hasSuffix("key_length") { return }
    try model.write(without: key)
    #expect(failure { _ = try configuration(model) }?.location?.field == name)
  }

  @Test("what is not computed is refused by its key, what does not belong together by its tensor")
  func unsupported() throws {
    let model = try GGUFModel("qwen2")
    let changes: [(field: String, code: CandorError.Code, change: (inout GGUFDraft) -> Void)] = [
      ("general.architecture", .unsupported, { $0.set("general.architecture", "mamba") }),
      ("qwen2.expert_count", .unsupported, { $0.set("qwen2.expert_count", UInt32(8)) }),
      ("qwen2.rope.scaling.type", .unsupported, { $0.set("qwen2.rope.scaling.type", "long") }),
      (
        "qwen2.rope.scaling.original_context_length", .malformed,
        { $0.set("qwen2.rope.scaling.type", "yarn") }
      ),
      (
        "qwen2.rope.dimension_count", .unsupported,
        { $0.set("qwen2.rope.dimension_count", UInt32(6)) }
      ),
      (
        "qwen2.attention.value_length", .unsupported,
        { $0.set("qwen2.attention.value_length", UInt32(6)) }
      ),
      ("qwen2.rope.freq_base", .malformed, { $0.set("qwen2.rope.freq_base", Float.nan) }),
      ("qwen2.rope.freq_base", .malformed, { $0.set("qwen2.rope.freq_base", Float(0)) }),
      (
        "qwen2.attention.layer_norm_rms_epsilon", .malformed,
        { $0.set("qwen2.attention.layer_norm_rms_epsilon", -Float.infinity) }
      ),
      ("qwen2.rope.scaling.factor", .malformed, { $0.set("qwen2.rope.scaling.type", "linear") }),
      ("blk.3.attn_norm.weight", .mismatch, { $0.set("qwen2.block_count", UInt32(4)) }),
      ("blk.0.ffn_gate.weight", .mismatch, { $0.set("qwen2.feed_forward_length", UInt32(32)) }),
      ("token_embd.weight", .mismatch, { $0.set("qwen2.embedding_length", UInt32(24)) }),
      (
        "tokenizer.ggml.tokens", .mismatch,
        {
          $0.set("tokenizer.ggml.tokens", (0..<50).map { "\($0)" })
          $0.set("tokenizer.ggml.token_type", [Int32](repeating: 3, count: 50))
        }
      ),
      (
        "tokenizer.ggml.eot_token_id", .malformed,
        { $0.set("tokenizer.ggml.eot_token_id", UInt32(40)) }
      ),
    ]
    for (field, code, change) in changes {
      try model.write(change)
      let error = failure {
        _ = try LanguageModel.open(model.path, arithmetic: Arithmetic(threads: 1))
      }
      #expect(error?.code == code && error?.location?.field == field, "\(field): \(error as Any)")
    }
    try model.write(without: "token_embd.weight")
    #expect(failure { _ = try configuration(model) }?.location?.field == "token_embd.weight")
    for numbers in [[], [1, 2], [Float](repeating: -1, count: 6), [1, 1, 1, 1, 1, .nan]]
      as [[Float]]
    {
      try model.write(extra: [("rope_freqs.weight", numbers)])
      #expect(failure { _ = try configuration(model) }?.location?.field == "rope_freqs.weight")
    }
  }

  @Test("experts and latent attention out of range or missing are refused by their key")
  func refusedLatent() throws {
    let model = try GGUFModel("deepseek_v3")
    let keys = [
      "attention.kv_lora_rank", "attention.key_length_mla", "attention.value_length_mla",
      "rope.dimension_count", "expert_count", "expert_used_count", "expert_feed_forward_length",
      "expert_group_count", "expert_group_used_count", "leading_dense_block_count",
      "rope.scaling.original_context_length", "expert_gating_func",
    ]
    for key in keys {
      let name = "deepseek2.\(key)"
      for value in [UInt32.max, key == "leading_dense_block_count" ? 4 : 0] {
        try model.write { $0.set(name, value) }
        let error = failure { _ = try configuration(model) }
        // Sizes that contradict each other are told by the one that was read last.
        #expect(error?.code == .malformed || error?.code == .unsupported, "\(name) \(value)")
        #expect(error?.location?.field?.hasPrefix("deepseek2.") == true, "\(name)")
      }
      try model.write { $0.set(name, "many") }
      #expect(failure { _ = try configuration(model) }?.location?.field == name)
    }
    for (key, value) in [
      ("rope.scaling.yarn_attn_factor", Float(2)), ("rope.scaling.attn_factor", 2),
      ("rope.scaling.yarn_ext_factor", 0.5), ("rope.scaling.yarn_log_multiplier", 0),
      ("rope.scaling.yarn_log_multiplier", .nan), ("rope.scaling.factor", -1),
      ("rope.scaling.yarn_beta_fast", 0), ("expert_weights_scale", 0.5),
    ] {
      try model.write { $0.set("deepseek2.\(key)", value) }
      let field = failure { _ = try configuration(model) }?.location?.field
      #expect(field == (key == "expert_weights_scale" ? nil : "deepseek2.\(key)"))
    }
    for tensor in ["blk.1.attn_k_b.weight", "blk.2.ffn_up_exps.weight", "blk.1.exp_probs_b.bias"] {
      try model.write(without: tensor)
      let error = failure {
        _ = try LanguageModel.open(model.path, arithmetic: Arithmetic(threads: 1))
      }
      #expect(error?.code == .mismatch, "\(tensor)")
    }
  }

  @Test(
    "a header with any byte changed, or cut anywhere, is refused or read, never fatal",
    arguments: ["qwen2", "olmo3", "deepseek_v3"])
  func damaged(name: String) throws {
    let model = try GGUFModel(name)
    let whole = try FileSystem.read(model.path)
    let header = try #require(try TensorArchive(model.path).entries.map(\.range.lowerBound).min())
    let arithmetic = try Arithmetic(threads: 1)
    for place in stride(from: 0, to: header, by: 5) {
      var bytes = whole
      if place % 2 == 0 { bytes[place] ^= 0xFF } else { bytes[place] &+= 1 }
      if place % 7 == 0 { bytes.removeSubrange(place...) }
      try AtomicFile.write(bytes, to: model.path)
      do { _ = try LanguageModel.open(model.path, arithmetic: arithmetic) } catch {
        #expect(error is CandorError)
      }
    }
  }
}
