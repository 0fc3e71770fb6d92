import CandorCore

/// OLMo 2: norms after attention and feed-forward, and of whole rows of queries and keys.
extension Family.Definition {
  static let olmo2 = Family.Definition(
    architecture: "Olmo2ForCausalLM", conventions: normsAfter
  ) { decoder, fields in
    decoder.normPlacement = .after
    decoder.headNorm = .wholeRow
    decoder.rotary = try fields.rotary()
    try fields.require("attention_bias", "false")
  } describe: { _, members in
    members["attention_bias"] = false
  }

  /// Windows in three layers of four; only the others have stretched rotary frequencies.
  static let olmo3 = Family.Definition(
    architecture: "Olmo3ForCausalLM", conventions: normsAfter
  ) { decoder, fields in
    decoder.normPlacement = .after
    decoder.headNorm = .wholeRow
    decoder.rotary = try fields.rotary(layers: "full_attention")
    decoder.localRotary = try fields.rotary(layers: "sliding_attention", scaled: false)
    try fields.require("attention_bias", "false")
    let reach = try fields.integer("sliding_window") ?? 4096
    decoder.layerAttention = try fields.slidingLayers(decoder.layers) { ($0 + 1) % 4 != 0 }
      .map { .init(reach: $0 ? reach : nil) }
  } describe: { decoder, members in
    members["attention_bias"] = false
    try Self.describeWindows(of: decoder, &members)
  }

  private static let normsAfter = TensorConventions.huggingFace.renaming([
    .attentionPostNorm: "post_attention_layernorm.weight",
    .feedForwardPostNorm: "post_feedforward_layernorm.weight",
  ])
}
