import CandorCore

/// SmolLM3: Llama, of which every fourth layer does not know positions.
extension Family.Definition {
  static let smollm3 = Family.Definition(
    architecture: "SmolLM3ForCausalLM", tiedEmbeddings: true
  ) { decoder, fields in
    decoder.queryKeyValueBias = try fields.bool("attention_bias") ?? false
    decoder.outputBias = decoder.queryKeyValueBias
    decoder.rotary = try fields.rotary()
    try fields.require("mlp_bias", "false")
    _ = try fields.integer("max_window_layers")

    let interval = try fields.integer("no_rope_layer_interval") ?? 4
    // 1 for a layer that turns, whatever the name says.
    let turns =
      try fields.integers("no_rope_layers")?.map { $0 != 0 }
      ?? (0..<decoder.layers).map { interval < 1 || ($0 + 1) % interval != 0 }
    guard turns.count == decoder.layers else {
      throw fields.malformed("no_rope_layers", "there are \(turns.count) of \(decoder.layers)")
    }
    let reach = try fields.integer("sliding_window")
    let isUsed = try fields.bool("use_sliding_window") ?? false
    let slides = try fields.slidingLayers(decoder.layers) { isUsed && !turns[$0] }
    decoder.layerAttention = zip(turns, slides).map {
      .init(reach: isUsed && $1 ? reach : nil, turns: $0)
    }
  } describe: { decoder, members in
    members["attention_bias"] = .bool(decoder.queryKeyValueBias)
    members["mlp_bias"] = false
    members["use_sliding_window"] = false
    members["no_rope_layers"] = .array(
      (0..<decoder.layers).map { decoder.layerAttention($0).turns ? 1 : 0 })
  }
}
