import CandorCore
import CandorTensors

/// What a GGUF file says about its decoder.
///
/// Source: https://github.com/ggml-org/ggml/blob/master/docs/gguf.md
extension DecoderConfiguration {
  /// The families by the names that GGUF gives them; Mistral is a Llama there, and OLMo 3 an OLMo 2
  /// with windows.
  static let architectures: [String: Family] = [
    "llama": .llama, "qwen2": .qwen2, "qwen3": .qwen3, "olmo2": .olmo2, "smollm3": .smollm3,
    "gemma3": .gemma3, "deepseek2": .deepseekV3,
  ]
  /// What the fields of `config.json` are called here.
  private static let keys = [
    "hidden_size": "embedding_length", "num_hidden_layers": "block_count",
    "num_attention_heads": "attention.head_count",
    "num_key_value_heads": "attention.head_count_kv", "head_dim": "attention.key_length",
    "intermediate_size": "feed_forward_length", "max_position_embeddings": "context_length",
    "rms_norm_eps": "attention.layer_norm_rms_epsilon", "rope_theta": "rope.freq_base",
    "sliding_window": "attention.sliding_window",
    "layer_types": "attention.sliding_window_pattern",
    "q_lora_rank": "attention.q_lora_rank", "kv_lora_rank": "attention.kv_lora_rank",
    "qk_nope_head_dim": "attention.key_length_mla", "qk_rope_head_dim": "rope.dimension_count",
    "v_head_dim": "attention.value_length_mla", "n_routed_experts": "expert_count",
    "num_experts_per_tok": "expert_used_count", "n_group": "expert_group_count",
    "topk_group": "expert_group_used_count",
    "moe_intermediate_size": "expert_feed_forward_length",
    "n_shared_experts": "expert_shared_count", "first_k_dense_replace": "leading_dense_block_count",
  ]
  /// - Throws: `unsupported`, naming the key, for what this decoder does not compute; `malformed` for
  ///   keys that are missing, mistyped or out of range.
  public init(gguf archive: TensorArchive, _ metadata: GGUFMetadata) throws {
    let fields = try GGUFConfigurationReader(archive, metadata)
    guard let family = Self.architectures[fields.architecture] else {
      let known = Self.architectures.keys.sorted().map { "`\($0)`" }.joined(separator: ", ")
      throw CandorError(
        .unsupported, "`\(fields.architecture)` is not supported", hint: "supported are \(known)",
        at: .init(file: fields.file, field: "general.architecture"))
    }
    let embedding = TensorConventions.gguf(family).embedding
    guard let table = archive.entry(named: embedding), table.shape.count == 2 else {
      throw fields.malformed(embedding, "there is no matrix of embeddings")
    }
    let (hiddenSize, heads) = try (
      fields.requiredInteger("embedding_length"), fields.requiredInteger("attention.head_count")
    )
    let isLatent = family == .deepseekV3
    let headSize = try isLatent ? nil : fields.integer("attention.key_length")
    guard headSize != nil || isLatent || (heads > 0 && hiddenSize % heads == 0) else {
      throw fields.malformed(
        "\(fields.architecture).attention.head_count",
        "\(heads) heads do not divide a width of \(hiddenSize)")
    }
    var decoder = try DecoderConfiguration(
      vocabularySize: table.shape[0], hiddenSize: hiddenSize,
      layers: fields.requiredInteger("block_count"), queryHeads: heads,
      keyValueHeads: isLatent ? heads : fields.integer("attention.head_count_kv") ?? heads,
      // Where attention is over compressed rows, heads say nothing of their own.
      headSize: headSize ?? (isLatent ? 2 : hiddenSize / heads),
      feedForwardSize: fields.requiredInteger("feed_forward_length"),
      contextLength: fields.requiredInteger("context_length"),
      normEpsilon: Float(fields.requiredNumber("attention.layer_norm_rms_epsilon")),
      rotaryBase: fields.number("rope.freq_base") ?? 10_000,
      tiedEmbeddings: !fields.has(TensorConventions.gguf(family).head))
    decoder.family = family
    // Checked before a family counts layers, and once more when all is known.
    decoder = try decoder.validated(in: fields)
    if isLatent {
      try decoder.configureLatent(fields)
    } else {
      for key in ["attention.value_length", "rope.dimension_count"] {
        try fields.require(key, decoder.headSize, "heads are of one size, and turn as a whole")
      }
      decoder.rotary.scaling = try fields.rotaryScaling(size: decoder.headSize)
    }
    try decoder.configure(fields)
    try fields.refuseTheRest()
    decoder.rotary = decoder.rotary.recognised(size: decoder.turningSize)
    self = try decoder.validated(in: fields)
  }

  func validated(in fields: GGUFConfigurationReader) throws -> DecoderConfiguration {
    do { return try validated(file: fields.file) } catch var error as CandorError {
      if let key = error.location?.field.flatMap({ Self.keys[$0] }) {
        error.location?.field = "\(fields.architecture).\(key)"
      }
      throw error
    }
  }

  /// What the families have besides; what `config.json` says is the rule in GGUF.
  private mutating func configure(_ fields: GGUFConfigurationReader) throws {
    queryKeyValueBias = fields.has("blk.0.attn_q.bias")
    outputBias = fields.has("blk.0.attn_output.bias")
    switch family {
    case .qwen3: headNorm = .eachHead
    case .olmo2:
      (headNorm, normPlacement) = (.wholeRow, .after)
      guard let reach = try fields.integer("attention.sliding_window"), reach != 0 else { break }
      family = .olmo3
      localRotary = try fields.localRotary(base: rotary.base)
      layerAttention = try fields.windows(layers: layers, reach: reach, every: 4)
    case .smollm3: layerAttention = (0..<layers).map { .init(turns: ($0 + 1) % 4 != 0) }
    case .gemma3:
      (headNorm, normPlacement, activation) = (.eachHead, .both, .geluTanh)
      embeddingScale = Float(hiddenSize).squareRoot()
      localRotary = try fields.localRotary(base: 10_000)
      let reach = try fields.requiredInteger("attention.sliding_window")
      layerAttention = try fields.windows(layers: layers, reach: reach, every: 6)
      // The model of 62 layers alone does not scale its scores by the size of a head.
      if layers == 62 { attentionScale = 1 / Float(hiddenSize / queryHeads).squareRoot() }
    default: break
    }
  }
}
