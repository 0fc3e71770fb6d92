import CandorCore
import CandorTensors

/// The shape of a Llama-family decoder: RMSNorm, rotary positions, grouped-query attention, SwiGLU.
public struct DecoderConfiguration: Sendable, Hashable {
  public var vocabularySize: Int
  /// Width of the residual stream.
  public var hiddenSize: Int
  public var layers: Int
  public var queryHeads: Int
  public var keyValueHeads: Int
  public var headSize: Int
  /// Width of the SwiGLU layer.
  public var feedForwardSize: Int
  /// Positions a window may have.
  public var contextLength: Int
  public var normEpsilon: Float
  public var rotaryBase: Double
  /// Whether the output layer is the embedding itself.
  public var tiedEmbeddings: Bool

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
    self.rotaryBase = rotaryBase
    self.tiedEmbeddings = tiedEmbeddings
  }

  public var attention: AttentionShape {
    AttentionShape(
      queryHeads: queryHeads, keyValueHeads: keyValueHeads, headSize: headSize)
  }

  /// Numbers that a rotary table may have, half of them sines.
  static let rotaryLimit = 1 << 28

  /// - Throws: `malformed`, naming the field, when the numbers do not make a decoder or exceed what
  ///   can be addressed; `limitExceeded` when the rotary table would not fit.
  public func validated(file: String) throws -> DecoderConfiguration {
    func require(_ holds: Bool, _ field: String, _ message: String) throws {
      guard holds else {
        throw CandorError(.malformed, message, at: .init(file: file, field: field))
      }
    }
    for (field, value, limit) in [
      ("vocab_size", vocabularySize, 1 << 24), ("hidden_size", hiddenSize, 1 << 20),
      ("num_hidden_layers", layers, 4096), ("num_attention_heads", queryHeads, 1 << 14),
      ("num_key_value_heads", keyValueHeads, 1 << 14), ("head_dim", headSize, 1 << 14),
      ("intermediate_size", feedForwardSize, 1 << 22),
      ("max_position_embeddings", contextLength, 1 << 24),
    ] {
      try require((1...limit).contains(value), field, "`\(value)` is not within 1…\(limit)")
    }
    try require(
      queryHeads % keyValueHeads == 0, "num_key_value_heads",
      "\(queryHeads) query heads cannot share \(keyValueHeads) key-value heads evenly")
    try require(headSize % 2 == 0, "head_dim", "rotary positions need an even head size")
    guard contextLength * headSize <= Self.rotaryLimit else {
      throw CandorError(
        .limitExceeded, "\(contextLength) positions of \(headSize) angles are too many",
        at: .init(file: file, field: "max_position_embeddings"))
    }
    try require(
      normEpsilon > 0 && normEpsilon < 1, "rms_norm_eps", "`\(normEpsilon)` is not within 0…1")
    try require(
      rotaryBase > 1 && rotaryBase < 1e12, "rope_theta", "`\(rotaryBase)` is not within 1…1e12")
    return self
  }
}
