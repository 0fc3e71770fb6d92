import CandorCore

/// Reads `config.json` and notes which fields were asked for, so that what nobody understands is
/// refused instead of overlooked.
final class ConfigurationReader {
  let object: JSONObject
  let file: String
  private var understood: Set<String> = []

  /// Fields that cannot change a logit of a plain forward pass.
  private static let harmless: Set<String> = [
    "_name_or_path", "architectures", "attention_dropout", "bos_token_id", "eos_token_id",
    "pad_token_id", "initializer_range", "is_llama_config", "transformers_version",
    "transformers.js_config", "use_cache", "output_attentions", "output_hidden_states",
    "return_dict", "chunk_size_feed_forward", "torch_dtype", "dtype", "cache_implementation",
    "auto_map", "aux_loss_alpha", "seq_aux", "ep_size", "router_aux_loss_coef",
    "output_router_logits", "id2label", "label2id", "problem_type",
    "is_encoder_decoder", "unsloth_fixed", "unsloth_version",
  ]

  init(_ object: JSONObject, file: String) {
    self.object = object
    self.file = file
  }

  private func noting(_ field: String) -> String {
    understood.insert(field)
    return field
  }

  func integer(_ field: String) throws -> Int? {
    try object.optionalInteger(noting(field), in: file)
  }

  func requiredInteger(_ field: String) throws -> Int {
    try object.integer(noting(field), in: file)
  }

  func number(_ field: String) throws -> Double? {
    try object.optionalDouble(noting(field), in: file)
  }

  func requiredNumber(_ field: String) throws -> Double {
    try object.double(noting(field), in: file)
  }

  func bool(_ field: String) throws -> Bool? { try object.optionalBool(noting(field), in: file) }

  func string(_ field: String) throws -> String? {
    try object.optionalString(noting(field), in: file)
  }

  func nested(_ field: String) throws -> JSONObject? {
    try object.optionalObject(noting(field), in: file)
  }

  func array(_ field: String) throws -> [JSONValue]? {
    try object.optionalArray(noting(field), in: file)
  }

  func integers(_ field: String) throws -> [Int]? {
    try array(field)?.map {
      guard case .integer(let value) = $0 else { throw malformed(field, "expected integers") }
      return Int(value)
    }
  }

  /// Whether each layer has a window: as `layer_types` says, or else the rule.
  func slidingLayers(_ layers: Int, rule: (Int) -> Bool) throws -> [Bool] {
    guard let types = try array("layer_types") else { return (0..<max(0, layers)).map(rule) }
    return try types.map {
      switch $0 {
      case "sliding_attention": true
      case "full_attention": false
      default: throw unsupported("layer_types", "there are layers of a kind that is not supported")
      }
    }
  }

  /// Refuses any value but `wanted`, which is also what a missing field means.
  func require(_ field: String, _ wanted: String) throws {
    let found: String? =
      switch object[noting(field)] ?? .null {
      case .null: nil
      case .bool(let value): "\(value)"
      case .integer(let value): "\(value)"
      case .string(let value): value
      default: "…"
      }
    guard let found, found != wanted else { return }
    throw unsupported(
      field, "`\(found)` is not supported", hint: "this decoder needs `\(wanted)`")
  }

  /// fp8 with a scale for each 128 × 128 weights is understood; which tensors are stored so, files say
  /// themselves. How activations would be rounded for a graphics processor concerns none of it.
  func requireKnownQuantisation() throws {
    guard let quantisation = try nested("quantization_config") else { return }
    let hint = "use the model's unquantised files, or a GGUF file"
    let method = try quantisation.optionalString("quant_method", in: file) ?? ""
    guard method == "fp8" else {
      throw unsupported(
        "quantization_config.quant_method", "`\(method)` is not supported", hint: hint)
    }
    guard try quantisation.optionalString("fmt", in: file) ?? "e4m3" == "e4m3" else {
      throw unsupported("quantization_config.fmt", "only `e4m3` is supported", hint: hint)
    }
    guard quantisation["weight_block_size"] == [128, 128] else {
      throw unsupported(
        "quantization_config.weight_block_size",
        "only scales for blocks of [128, 128] weights are supported", hint: hint)
    }
  }

  /// Refuses fields that nobody asked for.
  func refuseTheRest() throws {
    for member in object.members
    where !understood.contains(member.key) && !Self.harmless.contains(member.key)
      && member.value != .null
    {
      throw unsupported(
        member.key, "this field is not known and might change what the model computes",
        hint: nearest(member.key, among: understood.sorted()).map { "did you mean `\($0)`?" })
    }
  }

  func unsupported(_ field: String, _ message: String, hint: String? = nil) -> CandorError {
    CandorError(.unsupported, message, hint: hint, at: .init(file: file, field: field))
  }

  func malformed(_ field: String, _ message: String) -> CandorError {
    CandorError(.malformed, message, at: .init(file: file, field: field))
  }
}
