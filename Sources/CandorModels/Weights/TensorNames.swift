/// What a file format or a family calls the tensors of a decoder.
public struct TensorNames: Sendable {
  public var embedding: String
  public var finalNorm: String
  public var head: String
  /// What stands before and after a layer's number.
  public var layerPrefix: String
  /// What follows the layer's number and a dot.
  public var inLayer: [LayerTensor: String]

  /// - Precondition: the decoder has such a tensor, and the names say how it is called.
  public subscript(tensor: DecoderTensor) -> String {
    switch tensor {
    case .embedding: embedding
    case .finalNorm: finalNorm
    case .head: head
    case .layer(let index, let tensor):
      "\(layerPrefix)\(index).\(inLayer[tensor] ?? tensor.rawValue)"
    }
  }

  /// Hugging Face's names for the Llama family, on which the other families vary.
  public static let huggingFace = TensorNames(
    embedding: "model.embed_tokens.weight", finalNorm: "model.norm.weight", head: "lm_head.weight",
    layerPrefix: "model.layers.",
    inLayer: [
      .attentionNorm: "input_layernorm.weight",
      .query: "self_attn.q_proj.weight", .queryBias: "self_attn.q_proj.bias",
      .queryNorm: "self_attn.q_norm.weight",
      .key: "self_attn.k_proj.weight", .keyBias: "self_attn.k_proj.bias",
      .keyNorm: "self_attn.k_norm.weight",
      .value: "self_attn.v_proj.weight", .valueBias: "self_attn.v_proj.bias",
      .output: "self_attn.o_proj.weight", .outputBias: "self_attn.o_proj.bias",
      .feedForwardNorm: "post_attention_layernorm.weight",
      .gate: "mlp.gate_proj.weight", .up: "mlp.up_proj.weight", .down: "mlp.down_proj.weight",
    ])
}
