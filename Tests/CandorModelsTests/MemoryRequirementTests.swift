import CandorCore
import CandorTensors
import Testing

@testable import CandorModels

private func llama(
  _ vocabulary: Int, _ hidden: Int, _ layers: Int, _ heads: Int, _ keys: Int, _ wide: Int,
  tied: Bool = false
) -> JSONObject {
  [
    "model_type": "llama", "vocab_size": .integer(Int64(vocabulary)),
    "hidden_size": .integer(Int64(hidden)), "num_hidden_layers": .integer(Int64(layers)),
    "num_attention_heads": .integer(Int64(heads)), "num_key_value_heads": .integer(Int64(keys)),
    "intermediate_size": .integer(Int64(wide)), "max_position_embeddings": 131_072,
    "rms_norm_eps": 1e-5, "rope_theta": 500_000, "tie_word_embeddings": .bool(tied),
    "rope_scaling": [
      "factor": 8.0, "low_freq_factor": 1.0, "high_freq_factor": 4.0,
      "original_max_position_embeddings": 8192, "rope_type": "llama3",
    ],
  ]
}

/// As DeepSeek published it, without what transformers does not read either.
private let deepSeekR1: JSONObject = [
  "architectures": ["DeepseekV3ForCausalLM"], "attention_bias": false, "attention_dropout": 0.0,
  "aux_loss_alpha": 0.001, "bos_token_id": 0, "eos_token_id": 1, "ep_size": 1,
  "first_k_dense_replace": 3, "hidden_act": "silu", "hidden_size": 7168,
  "initializer_range": 0.02, "intermediate_size": 18432, "kv_lora_rank": 512,
  "max_position_embeddings": 163_840, "model_type": "deepseek_v3",
  "moe_intermediate_size": 2048, "moe_layer_freq": 1, "n_group": 8, "n_routed_experts": 256,
  "n_shared_experts": 1, "norm_topk_prob": true, "num_attention_heads": 128,
  "num_experts_per_tok": 8, "num_hidden_layers": 61, "num_key_value_heads": 128,
  "num_nextn_predict_layers": 1, "q_lora_rank": 1536, "qk_nope_head_dim": 128,
  "qk_rope_head_dim": 64, "rms_norm_eps": 1e-6,
  "quantization_config": [
    "activation_scheme": "dynamic", "fmt": "e4m3", "quant_method": "fp8",
    "weight_block_size": [128, 128],
  ],
  "rope_scaling": [
    "beta_fast": 32, "beta_slow": 1, "factor": 40, "mscale": 1.0, "mscale_all_dim": 1.0,
    "original_max_position_embeddings": 4096, "type": "yarn",
  ],
  "rope_theta": 10000, "routed_scaling_factor": 2.5, "scoring_func": "sigmoid", "seq_aux": true,
  "tie_word_embeddings": false, "topk_group": 4, "topk_method": "noaux_tc",
  "torch_dtype": "bfloat16", "transformers_version": "4.46.3", "use_cache": true,
  "v_head_dim": 128, "vocab_size": 129_280,
]

@Suite("Memory is known before it is taken")
struct MemoryRequirementTests {
  @Test(
    "published totals of parameters",
    arguments: [
      (llama(49152, 576, 30, 9, 3, 1536, tied: true), 134_515_008),
      (llama(128_256, 4096, 32, 32, 8, 14336), 8_030_261_248),
      (llama(128_256, 16384, 126, 128, 8, 53248), 405_853_388_800),
      (deepSeekR1, 671_026_419_200),
    ])
  func totals(object: JSONObject, parameters: Int) throws {
    let configuration = try DecoderConfiguration(huggingFace: object, file: "config.json")
    let need = try MemoryRequirement(configuration, context: 1000) { _ in .dense(.bfloat16) }
    #expect(need.parameters == parameters)
    // All widths of these models fill their panels; vectors have four bytes a number.
    #expect(need.weights >= 2 * parameters && need.weights < 2 * parameters + parameters / 1000)
  }

  @Test("a position of DeepSeek-R1 keeps 576 numbers a layer, one of Llama 405B 16 times 128")
  func caches() throws {
    let deepSeek = try DecoderConfiguration(huggingFace: deepSeekR1, file: "config.json")
    #expect(KeyValueCache.byteCount(deepSeek, positions: 1000, atOnce: 1) == 4000 * 61 * 576)
    let llama = try DecoderConfiguration(
      huggingFace: llama(128_256, 16384, 126, 128, 8, 53248), file: "config.json")
    #expect(
      KeyValueCache.byteCount(llama, positions: 1000, atOnce: 1) == 4000 * 126 * 16 * 128)
  }

  @Test("what is taken is what was said", arguments: FamilyModel.names)
  func asSaid(name: String) throws {
    let (decoder, weights) = try FamilyModel(name).open(Arithmetic(threads: 1))
    let need = try MemoryRequirement(decoder.configuration, context: 10, chunk: 7) { _ in
      .dense(.float32)
    }
    #expect(weights.byteCount == need.weights)
    let workspace = DecoderWorkspace(decoder.configuration, rows: 7, keeping: .result)
    #expect(workspace.byteCount == need.workspace)
    let cache = KeyValueCache(decoder.configuration, capacity: 10)
    try cache.reserve(10)
    #expect(cache.byteCount == need.cache)
  }

  @Test("a model that does not fit is refused with the exact figures")
  func refusal() throws {
    let configuration = try DecoderConfiguration(huggingFace: deepSeekR1, file: "config.json")
    let need = try MemoryRequirement(configuration, context: 4096) { _ in .dense(.bfloat16) }
    #expect(failure { try need.check(against: need.total, file: "x") } == nil)
    let error = failure { try need.check(against: need.total - 1, file: "x") }
    #expect(error?.code == .unavailable)
    #expect(error?.message.contains("\(need.total) bytes") == true)
    #expect(error?.message.contains("\(need.cache) of keys") == true)
  }
}
