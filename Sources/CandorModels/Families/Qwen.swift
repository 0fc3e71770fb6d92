import CandorCore

/// Qwen2 and 2.5, so also the Qwen distillations of DeepSeek-R1: Llama with biases.
extension Family.Definition {
  static let qwen2 = Family.Definition(architecture: "Qwen2ForCausalLM") { decoder, fields in
    decoder.queryKeyValueBias = true
    decoder.rotary = try fields.rotary()
    try fields.require("use_mrope", "false")
    try configureWindows(&decoder, fields)
  } describe: { decoder, members in
    describeUsedWindows(of: decoder, &members)
  }

  /// Norms of each head's queries and keys instead of biases.
  static let qwen3 = Family.Definition(architecture: "Qwen3ForCausalLM") { decoder, fields in
    decoder.headNorm = .eachHead
    decoder.queryKeyValueBias = try fields.bool("attention_bias") ?? false
    decoder.outputBias = decoder.queryKeyValueBias
    decoder.rotary = try fields.rotary()
    try configureWindows(&decoder, fields)
  } describe: { decoder, members in
    members["attention_bias"] = .bool(decoder.queryKeyValueBias)
    describeUsedWindows(of: decoder, &members)
  }

  /// Windows in the upper layers, which no published model uses.
  private static func configureWindows(
    _ decoder: inout DecoderConfiguration, _ fields: ConfigurationReader
  ) throws {
    let reach = try fields.integer("sliding_window")
    let first = try fields.integer("max_window_layers") ?? 28
    let isUsed = try fields.bool("use_sliding_window") ?? false
    let slides = try fields.slidingLayers(decoder.layers) { isUsed && $0 >= first }
    guard isUsed, let reach else { return }
    decoder.layerAttention = slides.map { .init(reach: $0 ? reach : nil) }
  }

  private static func describeUsedWindows(
    of decoder: DecoderConfiguration, _ members: inout JSONObject
  ) {
    let reach = decoder.layerAttention.compactMap(\.reach).first
    members["use_sliding_window"] = .bool(reach != nil)
    guard let reach else { return }
    members["sliding_window"] = .integer(Int64(reach))
    members["layer_types"] = layerTypes(of: decoder)
  }
}
