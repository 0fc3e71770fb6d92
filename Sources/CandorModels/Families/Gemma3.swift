import CandorCore
import CandorTensors

/// Gemma 3, the text models: four norms a layer whose stored weights are one too small, norms of
/// queries and keys, GeGLU, windows in five layers of six with a rotary base of their own, scaled
/// embeddings.
///
/// Embeddings are multiplied by the binary32 root of the width; transformers rounds that root to the
/// type of the weights first.
extension Family.Definition {
  static let gemma3 = Family.Definition(
    architecture: "Gemma3ForCausalLM",
    conventions: TensorConventions.huggingFace.renaming(
      [
        .attentionPostNorm: "post_attention_layernorm.weight",
        .feedForwardNorm: "pre_feedforward_layernorm.weight",
        .feedForwardPostNorm: "post_feedforward_layernorm.weight",
      ], normOffset: 1),
    tiedEmbeddings: true
  ) { decoder, fields in
    decoder.normPlacement = .both
    decoder.headNorm = .eachHead
    decoder.activation = .geluTanh
    decoder.embeddingScale = Float(decoder.hiddenSize).squareRoot()
    let scalar = try fields.number("query_pre_attn_scalar") ?? 256
    decoder.attentionScale = 1 / Float(scalar).squareRoot()
    decoder.rotary = try fields.rotary(layers: "full_attention")
    decoder.localRotary = try fields.rotary(
      layers: "sliding_attention", scaled: false, base: "rope_local_base_freq")
    for field in ["attention_bias", "use_bidirectional_attention"] {
      try fields.require(field, "false")
    }
    let reach = try fields.integer("sliding_window") ?? 4096
    let patterns = try [
      fields.integer("sliding_window_pattern"), fields.integer("_sliding_window_pattern"),
    ]
    let pattern = patterns.compactMap(\.self).first ?? 6
    decoder.layerAttention = try fields.slidingLayers(decoder.layers) {
      pattern > 0 && ($0 + 1) % pattern != 0
    }.map { .init(reach: $0 ? reach : nil) }
  } describe: { decoder, members in
    let scale = Double(decoder.attention.scale)
    let scalar = (1 / (scale * scale)).rounded()
    members["query_pre_attn_scalar"] =
      Int64(exactly: scalar).map { .integer($0) } ?? .double(scalar)
    members["attention_bias"] = false
    members["hidden_activation"] = members["hidden_act"]
    members["hidden_act"] = nil
    try Self.describeWindows(of: decoder, &members)
  }
}
