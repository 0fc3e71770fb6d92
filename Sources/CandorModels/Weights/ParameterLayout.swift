import CandorTensors

/// Where each tensor of a decoder stands in one flat run of numbers, under its Hugging Face name.
///
/// Parameters, gradients and both moments share one layout, so that an optimiser step, a gradient
/// sum or a digest is a walk over a list. Tensors start at multiples of sixteen; the gaps are zero.
public struct ParameterLayout: Sendable {
  public struct Slot: Sendable, Hashable {
    public let name: String
    /// Rows and columns of a matrix, or the length of a vector.
    public let shape: [Int]
    public let offset: Int

    public var count: Int { shape.reduce(1, *) }
    public var range: Range<Int> { offset..<(offset + count) }
    public var isMatrix: Bool { shape.count == 2 }
  }

  public struct Layer: Sendable {
    public let attentionNorm, query, key, value, output: Slot
    public let feedForwardNorm, gate, up, down: Slot
  }

  public let slots: [Slot]
  public let embedding: Slot
  public let layers: [Layer]
  public let finalNorm: Slot
  /// The embedding itself when tied.
  public let head: Slot
  /// Length of the flat run.
  public let extent: Int

  /// - Precondition: the configuration is that of a plain Llama.
  public init(_ configuration: DecoderConfiguration) {
    precondition(configuration.isPlain)
    var slots: [Slot] = []
    var end = 0
    func place(_ name: String, _ shape: Int...) -> Slot {
      let slot = Slot(name: name, shape: shape, offset: end)
      slots.append(slot)
      end = (slot.range.upperBound + 15) / 16 * 16
      return slot
    }
    let c = configuration
    let attention = c.attention
    embedding = place("model.embed_tokens.weight", c.vocabularySize, c.hiddenSize)
    layers = (0..<c.layers).map { index in
      let prefix = "model.layers.\(index)."
      return Layer(
        attentionNorm: place(prefix + "input_layernorm.weight", c.hiddenSize),
        query: place(prefix + "self_attn.q_proj.weight", attention.queryWidth, c.hiddenSize),
        key: place(prefix + "self_attn.k_proj.weight", attention.keyWidth, c.hiddenSize),
        value: place(prefix + "self_attn.v_proj.weight", attention.valueWidth, c.hiddenSize),
        output: place(prefix + "self_attn.o_proj.weight", c.hiddenSize, attention.queryWidth),
        feedForwardNorm: place(prefix + "post_attention_layernorm.weight", c.hiddenSize),
        gate: place(prefix + "mlp.gate_proj.weight", c.feedForwardSize, c.hiddenSize),
        up: place(prefix + "mlp.up_proj.weight", c.feedForwardSize, c.hiddenSize),
        down: place(prefix + "mlp.down_proj.weight", c.hiddenSize, c.feedForwardSize))
    }
    finalNorm = place("model.norm.weight", c.hiddenSize)
    head =
      c.tiedEmbeddings ? embedding : place("lm_head.weight", c.vocabularySize, c.hiddenSize)
    self.slots = slots
    extent = end
  }

  /// The tensors by what they do; a tied head is the embedding and is not listed again.
  public var tensors: [(DecoderTensor, Slot)] {
    let inside = layers.indices.flatMap { index in
      Self.ofLayer.map { (DecoderTensor.layer(index, $0.tensor), layers[index][keyPath: $0.slot]) }
    }
    return [(.embedding, embedding)] + inside + [(.finalNorm, finalNorm)]
      + (head == embedding ? [] : [(.head, head)])
  }

  subscript(tensor: DecoderTensor) -> Slot {
    switch tensor {
    case .embedding: return embedding
    case .finalNorm: return finalNorm
    case .head: return head
    case .layer(let index, let tensor):
      guard let place = Self.ofLayer.first(where: { $0.tensor == tensor }) else {
        preconditionFailure("a plain Llama has no \(tensor)")
      }
      return layers[index][keyPath: place.slot]
    }
  }

  private static let ofLayer: [(tensor: LayerTensor, slot: any KeyPath<Layer, Slot> & Sendable)] = [
    (.attentionNorm, \.attentionNorm), (.query, \.query), (.key, \.key), (.value, \.value),
    (.output, \.output), (.feedForwardNorm, \.feedForwardNorm), (.gate, \.gate), (.up, \.up),
    (.down, \.down),
  ]

  /// Numbers that are parameters, gaps left out.
  public var parameterCount: Int { slots.reduce(0) { $0 + $1.count } }
}
