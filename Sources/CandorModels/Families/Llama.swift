import CandorCore

/// Llama 2, 3 and 3.x; so also SmolLM2 and the Llama distillations of DeepSeek-R1.
extension Family.Definition {
  static let llama = Family.Definition(architecture: "LlamaForCausalLM") { decoder, fields in
    decoder.queryKeyValueBias = try fields.bool("attention_bias") ?? false
    decoder.outputBias = decoder.queryKeyValueBias
    decoder.rotary = try fields.rotary()
    try fields.require("mlp_bias", "false")
    try fields.require("rope_interleaved", "false")
  } describe: { decoder, members in
    members["attention_bias"] = .bool(decoder.queryKeyValueBias)
    members["mlp_bias"] = false
  }
}
