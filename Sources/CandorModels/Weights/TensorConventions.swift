/// What a family's files call the tensors of a decoder, and how they store them.
struct TensorConventions: Sendable {
  var embedding = "model.embed_tokens.weight"
  var finalNorm = "model.norm.weight"
  var head = "lm_head.weight"
  /// What stands before a layer's number.
  var layerPrefix = "model.layers."
  /// What follows the layer's number and a dot; `*` is the number of an expert that has a tensor of
  /// its own.
  var inLayer: [LayerTensor: String]
  /// What has to be added to the weights of norms.
  var normOffset: Float = 0
  /// Whether the numbers of a head that turn together stand beside each other, instead of half a head
  /// apart.
  var interleavesPairs = false

  /// - Precondition: the decoder has such a tensor, and the conventions say how it is called.
  subscript(tensor: DecoderTensor) -> String {
    switch tensor {
    case .embedding: embedding
    case .finalNorm: finalNorm
    case .head: head
    case .layer(let index, let tensor):
      "\(layerPrefix)\(index).\(inLayer[tensor] ?? tensor.rawValue)"
    }
  }

  /// The same with some names changed.
  func renaming(
    _ names: [LayerTensor: String], normOffset: Float = 0, interleavesPairs: Bool = false
  ) -> TensorConventions {
    var result = self
    result.inLayer.merge(names) { $1 }
    result.normOffset = normOffset
    result.interleavesPairs = interleavesPairs
    return result
  }

  /// Hugging Face's for Llama, on which the other families vary.
  static let huggingFace = TensorConventions(
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
