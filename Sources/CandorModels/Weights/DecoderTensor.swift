import CandorTensors

/// A tensor of a decoder, by what it does.
public enum DecoderTensor: Sendable, Hashable {
  case embedding
  case finalNorm
  /// The output layer, where it is not the embedding.
  case head
  case layer(Int, LayerTensor)

  var isNorm: Bool {
    switch self {
    case .finalNorm: true
    case .layer(_, let tensor): tensor.isNorm
    case .embedding, .head: false
    }
  }
}

/// A tensor of one layer, by what it does.
public enum LayerTensor: String, Sendable, Hashable, CaseIterable {
  case attentionNorm, query, queryBias, queryNorm, key, keyBias, keyNorm, value, valueBias
  case output, outputBias, attentionPostNorm
  /// Latent attention: queries, and keys and values with the turning part of keys, to their
  /// compressed rows; and for each head from the plain part of a query to a compressed row, and from
  /// there to values.
  case queryDown, queryDownNorm, queryUp, keyValueDown, keyValueDownNorm, keyUp, valueUp
  case feedForwardNorm, gate, up, down, feedForwardPostNorm
  case router, routerBias, expertGate, expertUp, expertDown, sharedGate, sharedUp, sharedDown

  var isNorm: Bool {
    switch self {
    case .attentionNorm, .queryNorm, .keyNorm, .attentionPostNorm, .queryDownNorm,
      .keyValueDownNorm, .feedForwardNorm, .feedForwardPostNorm:
      true
    default: false
    }
  }
}

extension DecoderConfiguration {
  /// The shape of a tensor: the length of a vector, outputs and inputs of a matrix, or a number of
  /// matrices and their outputs and inputs; nil where this decoder has none.
  public func shape(of tensor: DecoderTensor) -> [Int]? {
    switch tensor {
    case .embedding: [vocabularySize, hiddenSize]
    case .finalNorm: [hiddenSize]
    case .head: tiedEmbeddings ? nil : [vocabularySize, hiddenSize]
    case .layer(let index, let tensor):
      (0..<layers).contains(index)
        ? normShape(tensor) ?? attentionShape(tensor) ?? feedForwardShape(tensor, index) : nil
    }
  }

  private func normShape(_ tensor: LayerTensor) -> [Int]? {
    switch tensor {
    case .attentionNorm, .feedForwardNorm: normPlacement == .after ? nil : [hiddenSize]
    case .attentionPostNorm, .feedForwardPostNorm: normPlacement == .before ? nil : [hiddenSize]
    default: nil
    }
  }

  private func attentionShape(_ tensor: LayerTensor) -> [Int]? {
    if let latent { return latent.shape(tensor, heads: queryHeads, hiddenSize: hiddenSize) }
    let (queries, keys) = (attention.queryWidth, attention.keyWidth)
    switch tensor {
    case .query: return [queries, hiddenSize]
    case .key, .value: return [keys, hiddenSize]
    case .output: return [hiddenSize, queries]
    case .queryBias: return queryKeyValueBias ? [queries] : nil
    case .keyBias, .valueBias: return queryKeyValueBias ? [keys] : nil
    case .outputBias: return outputBias ? [hiddenSize] : nil
    case .queryNorm: return headNorm.map { [$0 == .eachHead ? headSize : queries] }
    case .keyNorm: return headNorm.map { [$0 == .eachHead ? headSize : keys] }
    default: return nil
    }
  }

  private func feedForwardShape(_ tensor: LayerTensor, _ layer: Int) -> [Int]? {
    guard let experts = experts(layer) else {
      switch tensor {
      case .gate, .up: return [feedForwardSize, hiddenSize]
      case .down: return [hiddenSize, feedForwardSize]
      default: return nil
      }
    }
    let (count, size, shared) = (
      experts.routing.count, experts.feedForwardSize, experts.sharedSize
    )
    switch tensor {
    case .router: return [count, hiddenSize]
    case .routerBias: return experts.hasBias ? [count] : nil
    case .expertGate, .expertUp: return [count, size, hiddenSize]
    case .expertDown: return [count, hiddenSize, size]
    case .sharedGate, .sharedUp: return shared == 0 ? nil : [shared, hiddenSize]
    case .sharedDown: return shared == 0 ? nil : [hiddenSize, shared]
    default: return nil
    }
  }

  /// All tensors of this decoder.
  public var tensors: [DecoderTensor] {
    let inside = (0..<layers).flatMap { index in
      LayerTensor.allCases.map { DecoderTensor.layer(index, $0) }
    }
    return ([.embedding] + inside + [.finalNorm, .head]).filter { shape(of: $0) != nil }
  }
}

extension LatentAttention {
  fileprivate func shape(_ tensor: LayerTensor, heads: Int, hiddenSize: Int) -> [Int]? {
    switch tensor {
    case .query: queryRank == nil ? [heads * headSize, hiddenSize] : nil
    case .queryDown: queryRank.map { [$0, hiddenSize] }
    case .queryDownNorm: queryRank.map { [$0] }
    case .queryUp: queryRank.map { [heads * headSize, $0] }
    case .keyValueDown: [rank + turningSize, hiddenSize]
    case .keyValueDownNorm: [rank]
    case .keyUp: [heads, rank, plainSize]
    case .valueUp: [heads, valueSize, rank]
    case .output: [hiddenSize, heads * valueSize]
    default: nil
    }
  }
}
