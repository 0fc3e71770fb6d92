import CandorCore
import CandorTensors

/// DeepSeek-V3 and R1: latent attention, and experts chosen within groups of them.
extension Family.Definition {
  static let deepseekV3 = Family.Definition(
    architecture: "DeepseekV3ForCausalLM", conventions: latentConventions
  ) { decoder, fields in
    let latent = LatentAttention(
      queryRank: try fields.integer("q_lora_rank"),
      rank: try fields.requiredInteger("kv_lora_rank"),
      plainSize: try fields.requiredInteger("qk_nope_head_dim"),
      turningSize: try fields.requiredInteger("qk_rope_head_dim"),
      valueSize: try fields.requiredInteger("v_head_dim"))
    _ = try fields.integer("qk_head_dim")
    decoder.latent = latent
    // All heads share one row; what the file says of heads besides has no meaning.
    (decoder.keyValueHeads, decoder.headSize) = (decoder.queryHeads, latent.turningSize)
    decoder.rotary = try fields.rotary()
    decoder.attentionScale = latent.scale(
      decoder.rotary.scaling, share: try fields.rotaryNumber("mscale_all_dim") ?? 0)
    try fields.require("attention_bias", "false")

    let size = try fields.requiredInteger("moe_intermediate_size")
    var routing = ExpertRouting(
      count: try fields.requiredInteger("n_routed_experts"),
      chosen: try fields.requiredInteger("num_experts_per_tok"))
    routing.groups = try fields.integer("n_group") ?? 1
    routing.chosenGroups = try fields.integer("topk_group") ?? 1
    routing.scores = .sigmoid
    routing.normalises = try fields.bool("norm_topk_prob") ?? true
    routing.scale = Float(try fields.number("routed_scaling_factor") ?? 1)
    let (shared, overflow) = size.multipliedReportingOverflow(
      by: try fields.integer("n_shared_experts") ?? 0)
    decoder.experts = Experts(
      routing: routing, hasBias: true, feedForwardSize: size, sharedSize: overflow ? -1 : shared,
      firstLayer: try fields.integer("first_k_dense_replace") ?? 0)
    try fields.require("scoring_func", "sigmoid")
    try fields.require("topk_method", "noaux_tc")
    try fields.require("moe_layer_freq", "1")
    // Layers beyond the last predict further tokens; they are not used.
    decoder.unusedLayers = try fields.integer("num_nextn_predict_layers") ?? 0
    try fields.require("rope_interleave", "true")
  } describe: { decoder, members in
    guard let latent = decoder.latent, let experts = decoder.experts else { return }
    for (field, value) in [
      ("kv_lora_rank", latent.rank), ("qk_nope_head_dim", latent.plainSize),
      ("qk_rope_head_dim", latent.turningSize), ("v_head_dim", latent.valueSize),
      ("moe_intermediate_size", experts.feedForwardSize),
      ("n_routed_experts", experts.routing.count), ("num_experts_per_tok", experts.routing.chosen),
      ("n_group", experts.routing.groups), ("topk_group", experts.routing.chosenGroups),
      ("n_shared_experts", experts.sharedSize / experts.feedForwardSize),
      ("first_k_dense_replace", experts.firstLayer),
    ] { members[field] = .integer(Int64(value)) }
    members["q_lora_rank"] = latent.queryRank.map { .integer(Int64($0)) } ?? .null
    members["norm_topk_prob"] = .bool(experts.routing.normalises)
    members["routed_scaling_factor"] = .double(decimal(experts.routing.scale))
    members["scoring_func"] = "sigmoid"
    members["topk_method"] = "noaux_tc"
    members["attention_bias"] = false
    guard case .yarn(let yarn) = decoder.rotary.scaling,
      case .object(var rotary)? = members["rope_parameters"]
    else { return }
    let share = try latent.share(of: decoder.attention.scale, yarn)
    (rotary["mscale"], rotary["mscale_all_dim"]) = (.double(share), .double(share))
    members["rope_parameters"] = .object(rotary)
  }

  private static let latentConventions = TensorConventions.huggingFace.renaming(
    [
      .queryDown: "self_attn.q_a_proj.weight", .queryDownNorm: "self_attn.q_a_layernorm.weight",
      .queryUp: "self_attn.q_b_proj.weight",
      .keyValueDown: "self_attn.kv_a_proj_with_mqa.weight",
      .keyValueDownNorm: "self_attn.kv_a_layernorm.weight",
      .keyUp: "self_attn.kv_b_proj.weight", .valueUp: "self_attn.kv_b_proj.weight",
      .router: "mlp.gate.weight", .routerBias: "mlp.gate.e_score_correction_bias",
      .expertGate: "mlp.experts.*.gate_proj.weight", .expertUp: "mlp.experts.*.up_proj.weight",
      .expertDown: "mlp.experts.*.down_proj.weight",
      .sharedGate: "mlp.shared_experts.gate_proj.weight",
      .sharedUp: "mlp.shared_experts.up_proj.weight",
      .sharedDown: "mlp.shared_experts.down_proj.weight",
    ], interleavesPairs: true)
}
