import CandorCore
import CandorTensors

/// The shape of a decoder and what it computes, as data: one forward pass serves every family.
///
/// What is not set is Llama's: RMSNorm before attention and feed-forward, rotary positions,
/// grouped-query attention over all positions, SwiGLU.
public struct DecoderConfiguration: Sendable, Hashable {
  public var vocabularySize: Int
  /// Width of the residual stream.
  public var hiddenSize: Int
  public var layers: Int
  public var queryHeads: Int
  public var keyValueHeads: Int
  public var headSize: Int
  /// Width of the feed-forward layer.
  public var feedForwardSize: Int
  /// Positions a window may have.
  public var contextLength: Int
  public var normEpsilon: Float
  public var rotary: RotaryConfiguration
  /// Whether the output layer is the embedding itself.
  public var tiedEmbeddings: Bool

  public var family = Family.llama
  /// What token embeddings are multiplied by.
  public var embeddingScale: Float = 1
  public var normPlacement = NormPlacement.before
  /// Norms of queries and keys before they are turned.
  public var headNorm: HeadNorm?
  public var queryKeyValueBias = false
  public var outputBias = false
  /// What attention scores are multiplied by; 1 / √headSize if nil.
  public var attentionScale: Float?
  public var activation = Activation.silu
  /// How the layers differ in what they see; empty where all see everything and turn.
  public var layerAttention: [LayerAttention] = []
  /// Rotary positions of the layers with a reach, where these differ.
  public var localRotary: RotaryConfiguration?
  /// Where attention is over compressed rows; heads and their sizes then say nothing else.
  public var latent: LatentAttention?
  public var experts: Experts?
  /// Layers that files hold beyond those that are used here.
  public var unusedLayers = 0

  public init(
    vocabularySize: Int, hiddenSize: Int, layers: Int, queryHeads: Int, keyValueHeads: Int,
    headSize: Int, feedForwardSize: Int, contextLength: Int, normEpsilon: Float = 1e-5,
    rotaryBase: Double = 10_000, tiedEmbeddings: Bool
  ) {
    self.vocabularySize = vocabularySize
    self.hiddenSize = hiddenSize
    self.layers = layers
    self.queryHeads = queryHeads
    self.keyValueHeads = keyValueHeads
    self.headSize = headSize
    self.feedForwardSize = feedForwardSize
    self.contextLength = contextLength
    self.normEpsilon = normEpsilon
    self.rotary = RotaryConfiguration(base: rotaryBase)
    self.tiedEmbeddings = tiedEmbeddings
  }

  /// Where the norms of attention and feed-forward stand.
  public enum NormPlacement: Sendable, Hashable {
    /// x + f(norm(x))
    case before
    /// x + norm(f(x))
    case after
    /// x + norm(f(norm(x)))
    case both
  }

  public enum HeadNorm: Sendable, Hashable {
    /// Each head for itself, all with the same weights.
    case eachHead
    /// All heads of a row together.
    case wholeRow
  }

  /// What one layer sees.
  public struct LayerAttention: Sendable, Hashable {
    /// Positions, its own included, that a position sees; nil for all before it.
    public var reach: Int?
    /// Whether queries and keys are turned by their positions.
    public var turns: Bool

    public init(reach: Int? = nil, turns: Bool = true) {
      self.reach = reach
      self.turns = turns
    }
  }

  public func layerAttention(_ layer: Int) -> LayerAttention {
    layerAttention.isEmpty ? LayerAttention() : layerAttention[layer]
  }

  /// The heads of a layer that sees everything.
  public var attention: AttentionShape {
    if let latent {
      return AttentionShape(
        queryHeads: queryHeads, keyValueHeads: 1, headSize: latent.rank + latent.turningSize,
        valueSize: latent.rank, scale: attentionScale ?? 1 / Float(latent.headSize).squareRoot(),
        valuesAreKeys: true)
    }
    return AttentionShape(
      queryHeads: queryHeads, keyValueHeads: keyValueHeads, headSize: headSize,
      scale: attentionScale)
  }

  /// Numbers of a head that turn with the position.
  public var turningSize: Int { latent?.turningSize ?? headSize }

  /// The experts of a layer, if it has some.
  public func experts(_ layer: Int) -> Experts? {
    experts.flatMap { layer >= $0.firstLayer ? $0 : nil }
  }

  /// Whether this is a plain Llama, which is what can be trained.
  public var isPlain: Bool {
    var plain = DecoderConfiguration(
      vocabularySize: vocabularySize, hiddenSize: hiddenSize, layers: layers,
      queryHeads: queryHeads, keyValueHeads: keyValueHeads, headSize: headSize,
      feedForwardSize: feedForwardSize, contextLength: contextLength, normEpsilon: normEpsilon,
      rotaryBase: rotary.base, tiedEmbeddings: tiedEmbeddings)
    plain.rotary = rotary
    return plain == self
  }
}
