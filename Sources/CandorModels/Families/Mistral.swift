import CandorCore

/// Mistral 7B, Nemo and Small: Llama, of which the first saw a window only.
extension Family.Definition {
  static let mistral = Family.Definition(architecture: "MistralForCausalLM") { decoder, fields in
    decoder.rotary = try fields.rotary()
    if let reach = try fields.integer("sliding_window") {
      decoder.layerAttention = Array(repeating: .init(reach: reach), count: decoder.layers)
    }
  } describe: { decoder, members in
    members["sliding_window"] =
      decoder.layerAttention.first?.reach.map { .integer(Int64($0)) } ?? .null
  }
}
