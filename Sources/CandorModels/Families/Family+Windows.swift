import CandorCore

/// Windows in some layers, which have rotary positions of their own.
extension Family.Definition {
  static func layerTypes(of decoder: DecoderConfiguration) -> JSONValue {
    .array(
      (0..<decoder.layers).map {
        decoder.layerAttention($0).reach == nil ? "full_attention" : "sliding_attention"
      })
  }

  static func describeWindows(
    of decoder: DecoderConfiguration, _ members: inout JSONObject
  ) throws {
    let reach = decoder.layerAttention.compactMap(\.reach).first
    members["sliding_window"] = reach.map { .integer(Int64($0)) } ?? .null
    members["layer_types"] = layerTypes(of: decoder)
    members["rope_theta"] = nil
    members["rope_parameters"] = [
      "full_attention": try decoder.rotary.json,
      "sliding_attention": try (decoder.localRotary ?? decoder.rotary).json,
    ]
  }
}
