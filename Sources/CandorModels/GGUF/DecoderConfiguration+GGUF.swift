import CandorCore
import CandorTensors

/// What a GGUF file says about its decoder.
///
/// Source: https://github.com/ggml-org/ggml/blob/master/docs/gguf.md
extension DecoderConfiguration {
  /// The families by the names that GGUF gives them; Mistral is a Llama there.
  private static let architectures: [String: Family] = [
    "llama": .llama, "qwen2": .qwen2, "qwen3": .qwen3, "olmo2": .olmo2, "smollm3": .smollm3,
    "gemma3": .gemma3,
  ]
  /// What the fields of `config.json` are called here.
  private static let keys = [
    "hidden_size": "embedding_length", "num_hidden_layers": "block_count",
    "num_attention_heads": "attention.head_count",
    "num_key_value_heads": "attention.head_count_kv", "head_dim": "attention.key_length",
    "intermediate_size": "feed_forward_length", "max_position_embeddings": "context_length",
    "rms_norm_eps": "attention.layer_norm_rms_epsilon", "rope_theta": "rope.freq_base",
    "sliding_window": "attention.sliding_window",
  ]
  /// Llama 3's scaling, as a divisor of each frequency.
  static let rotaryDivisors = "rope_freqs.weight"

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
    let headSize = try fields.integer("attention.key_length")
    guard headSize != nil || (heads > 0 && hiddenSize % heads == 0) else {
      throw fields.malformed(
        "\(fields.architecture).attention.head_count",
        "\(heads) heads do not divide a width of \(hiddenSize)")
    }
    var decoder = try DecoderConfiguration(
      vocabularySize: table.shape[0], hiddenSize: hiddenSize,
      layers: fields.requiredInteger("block_count"), queryHeads: heads,
      keyValueHeads: fields.integer("attention.head_count_kv") ?? heads,
      headSize: headSize ?? hiddenSize / heads,
      feedForwardSize: fields.requiredInteger("feed_forward_length"),
      contextLength: fields.requiredInteger("context_length"),
      normEpsilon: Float(fields.requiredNumber("attention.layer_norm_rms_epsilon")),
      rotaryBase: fields.number("rope.freq_base") ?? 10_000,
      tiedEmbeddings: !fields.has(TensorConventions.gguf(family).head))
    decoder.family = family
    // Checked before a family counts layers, and once more when all is known.
    decoder = try decoder.validated(in: fields)
    for key in ["attention.value_length", "rope.dimension_count"] {
      try fields.require(key, decoder.headSize, "heads are of one size, and turn as a whole")
    }
    decoder.rotary.scaling = try Self.scaling(fields, headSize: decoder.headSize)
    try decoder.configure(fields)
    try fields.refuseTheRest()
    self = try decoder.validated(in: fields)
  }

  private func validated(in fields: GGUFConfigurationReader) throws -> DecoderConfiguration {
    do { return try validated(file: fields.file) } catch var error as CandorError {
      if let key = error.location?.field.flatMap({ Self.keys[$0] }) {
        error.location?.field = "\(fields.architecture).\(key)"
      }
      throw error
    }
  }

  private static func scaling(
    _ fields: GGUFConfigurationReader, headSize: Int
  ) throws -> RotaryScaling {
    let archive = fields.archive
    let kind = try fields.string("rope.scaling.type") ?? "none"
    let factor = try fields.number("rope.scaling.factor")
    guard let entry = archive.entry(named: rotaryDivisors) else {
      switch kind {
      case "none": return .none
      case "linear":
        guard let factor, factor > 0, factor < 1e9 else {
          throw fields.malformed(
            "\(fields.architecture).rope.scaling.factor", "a positive number is missing")
        }
        return .linear(factor: factor)
      default:
        throw fields.unsupported(
          "rope.scaling.type", "rotary positions of type `\(kind)` are not supported")
      }
    }
    guard kind == "none" else {
      throw fields.unsupported("rope.scaling.type", "`\(rotaryDivisors)` is there, too")
    }
    var divisors = [Float](repeating: 0, count: headSize / 2)
    var span = divisors.mutableSpan
    try archive.read(entry.name, shape: [headSize / 2], into: &span)
    guard divisors.allSatisfy({ $0 > 0 && $0.isFinite }) else {
      throw fields.malformed(rotaryDivisors, "not all of its numbers are positive")
    }
    return .divisors(divisors)
  }

  /// What the families have besides; what `config.json` says is the rule in GGUF.
  private mutating func configure(_ fields: GGUFConfigurationReader) throws {
    queryKeyValueBias = fields.has("blk.0.attn_q.bias")
    outputBias = fields.has("blk.0.attn_output.bias")
    switch family {
    case .qwen3: headNorm = .eachHead
    case .olmo2: (headNorm, normPlacement) = (.wholeRow, .after)
    case .smollm3: layerAttention = (0..<layers).map { .init(turns: ($0 + 1) % 4 != 0) }
    case .gemma3:
      (headNorm, normPlacement, activation) = (.eachHead, .both, .geluTanh)
      embeddingScale = Float(hiddenSize).squareRoot()
      localRotary = RotaryConfiguration(base: try fields.number("rope.freq_base_swa") ?? 10_000)
      let reach = try fields.requiredInteger("attention.sliding_window")
      layerAttention = (0..<layers).map { .init(reach: ($0 + 1) % 6 == 0 ? nil : reach) }
      // The model of 62 layers alone does not scale its scores by the size of a head.
      if layers == 62 { attentionScale = 1 / Float(hiddenSize / queryHeads).squareRoot() }
    default: break
    }
  }
}
