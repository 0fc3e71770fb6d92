import CandorCore
import SystemPackage

/// `config.json` of Hugging Face transformers, for the Llama family.
extension DecoderConfiguration {
  public static let fileName = "config.json"

  /// Fields that cannot change a logit of a plain forward pass; all others must be understood.
  private static let harmlessFields = [
    "_name_or_path", "architectures", "attention_dropout", "bos_token_id", "eos_token_id",
    "pad_token_id", "initializer_range", "is_llama_config", "pretraining_tp",
    "transformers_version",
    "transformers.js_config", "use_cache", "output_attentions", "output_hidden_states",
    "return_dict", "chunk_size_feed_forward",
  ]

  private static let understoodFields = [
    "model_type", "hidden_act", "torch_dtype", "dtype", "attention_bias", "mlp_bias",
    "rope_scaling", "rope_parameters", "rope_interleaved", "rope_theta", "vocab_size",
    "hidden_size", "num_hidden_layers", "num_attention_heads", "num_key_value_heads", "head_dim",
    "intermediate_size", "max_position_embeddings", "rms_norm_eps", "tie_word_embeddings",
  ]

  /// Reads the `config.json` of `folder`.
  ///
  /// - Throws: `unsupported`, naming the field, for whatever this decoder does not compute;
  ///   `malformed` for fields that are missing, mistyped or out of range; `notFound`.
  public init(folder: FilePath) throws {
    let path = folder.appending(Self.fileName)
    guard case .object(let object) = try JSONValue.load(path, limit: 1 << 20) else {
      throw CandorError(.malformed, "expected an object", at: .init(file: path.string))
    }
    try self.init(huggingFace: object, file: path.string)
  }

  /// - Throws: as `init(folder:)`.
  public init(huggingFace object: JSONObject, file: String) throws {
    try Self.refuseOtherComputations(object, file: file)
    func integer(_ key: String) throws -> Int { try object.integer(key, in: file) }
    let (hiddenSize, heads) = try (integer("hidden_size"), integer("num_attention_heads"))
    let headSize = try object.optionalInteger("head_dim", in: file)
    guard headSize != nil || (heads > 0 && hiddenSize % heads == 0) else {
      throw CandorError(
        .malformed, "\(heads) heads do not divide a width of \(hiddenSize)",
        hint: "name the size of a head as `head_dim`",
        at: .init(file: file, field: "num_attention_heads"))
    }
    self = try DecoderConfiguration(
      vocabularySize: integer("vocab_size"), hiddenSize: hiddenSize,
      layers: integer("num_hidden_layers"), queryHeads: heads,
      keyValueHeads: object.optionalInteger("num_key_value_heads", in: file) ?? heads,
      headSize: headSize ?? hiddenSize / heads, feedForwardSize: integer("intermediate_size"),
      contextLength: integer("max_position_embeddings"),
      normEpsilon: Float(object.double("rms_norm_eps", in: file)),
      rotaryBase: Self.rotaryBase(object, file: file),
      tiedEmbeddings: object.optionalBool("tie_word_embeddings", in: file) ?? false
    ).validated(file: file)
  }

  private static func refuseOtherComputations(_ object: JSONObject, file: String) throws {
    func unsupported(_ field: String, _ message: String, hint: String? = nil) -> CandorError {
      CandorError(.unsupported, message, hint: hint, at: .init(file: file, field: field))
    }
    func require(_ field: String, _ found: String?, _ wanted: String) throws {
      guard let found, found != wanted else { return }
      throw unsupported(
        field, "`\(found)` is not supported", hint: "this decoder needs `\(wanted)`")
    }
    try require("model_type", object.string("model_type", in: file), "llama")
    try require("hidden_act", object.optionalString("hidden_act", in: file), "silu")
    for field in ["attention_bias", "mlp_bias", "rope_interleaved"] {
      try require(field, object.optionalBool(field, in: file).map { "\($0)" }, "false")
    }
    try require(
      "pretraining_tp", object.optionalInteger("pretraining_tp", in: file).map { "\($0)" }, "1")
    for architecture in try object.optionalArray("architectures", in: file) ?? []
    where architecture != "LlamaForCausalLM" {
      throw unsupported(
        "architectures", "this is not a `LlamaForCausalLM`, the only architecture supported")
    }
    for field in ["rope_scaling", "rope_parameters"] {
      let rotary = try object.optionalObject(field, in: file) ?? [:]
      for key in ["rope_type", "type"] {
        try require("\(field).\(key)", rotary.optionalString(key, in: file), "default")
      }
      for member in rotary.members where !["rope_type", "type", "rope_theta"].contains(member.key) {
        throw unsupported("\(field).\(member.key)", "rotary positions cannot be scaled here")
      }
    }
    let known = understoodFields + harmlessFields
    for member in object.members where !known.contains(member.key) {
      throw unsupported(
        member.key, "this field is not known and might change what the model computes",
        hint: nearest(member.key, among: understoodFields).map { "did you mean `\($0)`?" })
    }
  }

  /// transformers 5 keeps the base in `rope_parameters`, earlier versions beside it.
  private static func rotaryBase(_ object: JSONObject, file: String) throws -> Double {
    let inner = try object.optionalObject("rope_parameters", in: file)?
      .optionalDouble("rope_theta", in: file)
    let outer = try object.optionalDouble("rope_theta", in: file)
    if let inner, let outer, inner != outer {
      throw CandorError(
        .mismatch, "it is \(outer) here and \(inner) in `rope_parameters`",
        at: .init(file: file, field: "rope_theta"))
    }
    guard let base = inner ?? outer else {
      throw CandorError(
        .malformed, "this member is missing", at: .init(file: file, field: "rope_theta"))
    }
    return base
  }

  /// The `config.json` from which transformers builds the same decoder.
  public func huggingFaceJSON(beginOfText: Int32?, endOfText: Int32) -> JSONValue {
    func integer(_ value: Int) -> JSONValue { .integer(Int64(value)) }
    // The shortest decimal of the binary32 number, not all digits of its binary64 twin.
    let epsilon = Double("\(normEpsilon)") ?? Double(normEpsilon)
    return [
      "architectures": ["LlamaForCausalLM"],
      "model_type": "llama",
      "dtype": "float32",
      "torch_dtype": "float32",
      "vocab_size": integer(vocabularySize),
      "hidden_size": integer(hiddenSize),
      "num_hidden_layers": integer(layers),
      "num_attention_heads": integer(queryHeads),
      "num_key_value_heads": integer(keyValueHeads),
      "head_dim": integer(headSize),
      "intermediate_size": integer(feedForwardSize),
      "hidden_act": "silu",
      "max_position_embeddings": integer(contextLength),
      "rms_norm_eps": .double(epsilon),
      "rope_theta": .double(rotary.base),
      "rope_parameters": ["rope_type": "default", "rope_theta": .double(rotary.base)],
      "attention_bias": false,
      "mlp_bias": false,
      "tie_word_embeddings": .bool(tiedEmbeddings),
      "bos_token_id": beginOfText.map { .integer(Int64($0)) } ?? .null,
      "eos_token_id": .integer(Int64(endOfText)),
      "use_cache": true,
    ]
  }
}
