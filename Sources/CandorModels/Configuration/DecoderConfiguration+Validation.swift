import CandorCore

extension DecoderConfiguration {
  /// - Throws: `malformed`, naming the field, when the numbers do not make a decoder or exceed what
  ///   can be addressed.
  public func validated(file: String) throws -> DecoderConfiguration {
    func require(_ holds: Bool, _ field: String, _ message: String) throws {
      guard holds else {
        throw CandorError(.malformed, message, at: .init(file: file, field: field))
      }
    }
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
    return self
  }
}
