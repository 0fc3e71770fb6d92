import CandorCore
import CandorTensors

extension DecoderConfiguration {
  /// - Throws: `malformed`, naming the field, when the numbers do not make a decoder or exceed what
  ///   can be addressed.
  public func validated(file: String) throws -> DecoderConfiguration {
    func require(_ holds: Bool, _ field: String, _ message: String) throws {
      guard holds else {
        throw CandorError(.malformed, message, at: .init(file: file, field: field))
      }
    }
    if let latent { try latent.validate(require) }
    for (field, value, limit) in [
      ("vocab_size", vocabularySize, 1 << 24), ("hidden_size", hiddenSize, 1 << 20),
      ("num_hidden_layers", layers, 4096), ("num_attention_heads", queryHeads, 1 << 14),
      ("num_key_value_heads", keyValueHeads, 1 << 14), ("head_dim", headSize, 1 << 14),
      ("intermediate_size", feedForwardSize, 1 << 22),
      // Rotary angles are exact enough up to 2^23 radians.
      ("max_position_embeddings", contextLength, 1 << 23),
    ] {
      try require((1...limit).contains(value), field, "`\(value)` is not within 1…\(limit)")
    }
    try require(
      queryHeads % keyValueHeads == 0, "num_key_value_heads",
      "\(queryHeads) query heads cannot share \(keyValueHeads) key-value heads evenly")
    try require(headSize % 2 == 0, "head_dim", "rotary positions need an even head size")
    try require(
      normEpsilon > 0 && normEpsilon < 1, "rms_norm_eps", "`\(normEpsilon)` is not within 0…1")
    try require(
      attentionScale.map { $0 > 0 && $0 < 1e6 } ?? true, "query_pre_attn_scalar",
      "it gives no scale for attention")
    for rotary in [rotary, localRotary ?? rotary] {
      try require(
        rotary.base > 1 && rotary.base < 1e12, "rope_theta", "`\(rotary.base)` is not within 1…1e12"
      )
    }
    try require(
      layerAttention.isEmpty || layerAttention.count == layers, "layer_types",
      "there are \(layerAttention.count) of \(layers) layers")
    for attention in layerAttention {
      try require(
        (1...(1 << 23)).contains(attention.reach ?? 1), "sliding_window",
        "`\(attention.reach ?? 0)` positions are not within 1…\(1 << 23)")
    }
    try require(
      (0...4096).contains(unusedLayers), "num_nextn_predict_layers",
      "`\(unusedLayers)` is not within 0…4096")
    if let experts { try experts.validate(layers: layers, require) }
    return self
  }
}

extension LatentAttention {
  fileprivate func validate(_ require: (Bool, String, String) throws -> Void) throws {
    for (field, value) in [
      ("q_lora_rank", queryRank ?? 1), ("kv_lora_rank", rank), ("qk_nope_head_dim", plainSize),
      ("qk_rope_head_dim", turningSize), ("v_head_dim", valueSize),
    ] {
      try require((1...(1 << 16)).contains(value), field, "`\(value)` is not within 1…65536")
    }
    try require(
      turningSize % 2 == 0, "qk_rope_head_dim", "rotary positions need an even head size")
  }
}

extension Experts {
  fileprivate func validate(
    layers: Int, _ require: (Bool, String, String) throws -> Void
  ) throws {
    for (field, value, limit) in [
      ("n_routed_experts", routing.count, 1 << 14),
      ("num_experts_per_tok", routing.chosen, routing.count),
      ("n_group", routing.groups, routing.count),
      ("topk_group", routing.chosenGroups, routing.groups),
      ("moe_intermediate_size", feedForwardSize, 1 << 22),
    ] {
      try require(value >= 1 && value <= limit, field, "`\(value)` is not within 1…\(limit)")
    }
    try require(
      (0...(1 << 24)).contains(sharedSize), "n_shared_experts", "`\(sharedSize)` is out of range")
    try require(
      (0...layers).contains(firstLayer), "first_k_dense_replace",
      "`\(firstLayer)` is not within 0…\(layers)")
    try require(
      routing.count % routing.groups == 0, "n_group",
      "\(routing.count) experts do not make \(routing.groups) groups")
    try require(
      routing.chosen <= routing.count / routing.groups * routing.chosenGroups,
      "num_experts_per_tok", "the chosen groups have fewer experts")
  }
}
