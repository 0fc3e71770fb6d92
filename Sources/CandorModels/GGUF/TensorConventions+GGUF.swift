extension TensorConventions {
  /// GGUF's names. Queries and keys of some families are stored so that what turns together stands
  /// together.
  static func gguf(_ family: Family) -> TensorConventions {
    TensorConventions(
      embedding: "token_embd.weight", finalNorm: "output_norm.weight", head: "output.weight",
      layerPrefix: "blk.",
      inLayer: [
        .attentionNorm: "attn_norm.weight",
        .query: "attn_q.weight", .queryBias: "attn_q.bias", .queryNorm: "attn_q_norm.weight",
        .key: "attn_k.weight", .keyBias: "attn_k.bias", .keyNorm: "attn_k_norm.weight",
        .value: "attn_v.weight", .valueBias: "attn_v.bias",
        .output: "attn_output.weight", .outputBias: "attn_output.bias",
        .attentionPostNorm: "post_attention_norm.weight",
        .feedForwardNorm: "ffn_norm.weight",
        .gate: "ffn_gate.weight", .up: "ffn_up.weight", .down: "ffn_down.weight",
        .feedForwardPostNorm: "post_ffw_norm.weight",
        .queryDown: "attn_q_a.weight", .queryDownNorm: "attn_q_a_norm.weight",
        .queryUp: "attn_q_b.weight",
        .keyValueDown: "attn_kv_a_mqa.weight", .keyValueDownNorm: "attn_kv_a_norm.weight",
        .keyUp: "attn_k_b.weight", .valueUp: "attn_v_b.weight",
        .router: "ffn_gate_inp.weight", .routerBias: "exp_probs_b.bias",
        .expertGate: "ffn_gate_exps.weight", .expertUp: "ffn_up_exps.weight",
        .expertDown: "ffn_down_exps.weight",
        .sharedGate: "ffn_gate_shexp.weight", .sharedUp: "ffn_up_shexp.weight",
        .sharedDown: "ffn_down_shexp.weight",
      ],
      interleavesPairs: [.llama, .mistral, .smollm3, .deepseekV3].contains(family))
  }
}
