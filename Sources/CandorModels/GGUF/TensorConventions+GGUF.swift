extension TensorConventions {
  /// GGUF's names. Llama's queries and keys are stored so that what turns together stands together.
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
      ],
      interleavesPairs: family == .llama || family == .smollm3)
  }
}
