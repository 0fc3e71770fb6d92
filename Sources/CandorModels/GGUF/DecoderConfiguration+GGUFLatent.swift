import CandorCore
import CandorTensors

/// `deepseek2`, which is how GGUF files call DeepSeek-V3 and R1.
extension DecoderConfiguration {
  /// Attention is described by the sizes of its compressed rows and, under keys with `_mla`, of its
  /// heads.
  mutating func configureLatent(_ fields: GGUFConfigurationReader) throws {
    let (rank, turning) = try (
      fields.requiredInteger("attention.kv_lora_rank"),
      fields.requiredInteger("rope.dimension_count")
    )
    let (plain, overflow) = try fields.requiredInteger("attention.key_length_mla")
      .subtractingReportingOverflow(turning)
    let latent = LatentAttention(
      queryRank: try fields.integer("attention.q_lora_rank"), rank: rank,
      plainSize: overflow ? -1 : plain, turningSize: turning,
      valueSize: try fields.requiredInteger("attention.value_length_mla"))
    self.latent = latent
    headSize = turning
    experts = try Self.experts(fields)
    // The sizes are within bounds from here on.
    self = try validated(in: fields)
    try fields.require("attention.head_count_kv", 1, "the compressed rows are those of one head")
    try fields.require("attention.key_length", rank + turning, "keys are the compressed rows")
    try fields.require("attention.value_length", rank, "values are the compressed rows")

    rotary.scaling = try fields.rotaryScaling(size: turning)
    var share = 0.0
    if case .yarn(var yarn) = rotary.scaling {
      let key = "rope.scaling.yarn_log_multiplier"
      guard let multiplier = try fields.number(key), multiplier > 0 else {
        throw fields.unsupported(key, "YaRN without this number is not supported")
      }
      share = multiplier / 0.1
      // What turns is not amplified; the scores are.
      yarn.amplitude = 1
      rotary.scaling = .yarn(yarn)
    }
    attentionScale = latent.scale(rotary.scaling, share: share)
    try fields.require(
      "nextn_predict_layers", 0, "layers that predict further tokens are not supported")
  }

  private static func experts(_ fields: GGUFConfigurationReader) throws -> Experts {
    var routing = ExpertRouting(
      count: try fields.requiredInteger("expert_count"),
      chosen: try fields.requiredInteger("expert_used_count"))
    routing.groups = try fields.integer("expert_group_count") ?? 1
    routing.chosenGroups = try fields.integer("expert_group_used_count") ?? 1
    routing.normalises = try fields.bool("expert_weights_norm") ?? false
    routing.scale = Float(try fields.number("expert_weights_scale") ?? 1)
    // The number of the sigmoid; without it, files mean DeepSeek-V2's softmax.
    guard try fields.integer("expert_gating_func") == 2 else {
      throw fields.unsupported(
        "expert_gating_func", "only experts chosen by sigmoids are supported",
        hint: "these are DeepSeek-V3's and R1's")
    }
    routing.scores = .sigmoid
    let size = try fields.requiredInteger("expert_feed_forward_length")
    let (shared, overflow) = size.multipliedReportingOverflow(
      by: try fields.integer("expert_shared_count") ?? 0)
    let first = try fields.integer("leading_dense_block_count") ?? 0
    return Experts(
      routing: routing, hasBias: fields.has("blk.\(first).exp_probs_b.bias"),
      feedForwardSize: size, sharedSize: overflow ? -1 : shared, firstLayer: first)
  }
}
