import CandorTensors

/// A tensor of a decoder, by what it does.
public enum DecoderTensor: Sendable, Hashable {
  case embedding
  case finalNorm
  /// The output layer, where it is not the embedding.
  case head
  case layer(Int, LayerTensor)
}

/// A tensor of one layer, by what it does.
public enum LayerTensor: String, Sendable, Hashable, CaseIterable {
  case attentionNorm, query, queryBias, queryNorm, key, keyBias, keyNorm, value, valueBias
  case output, outputBias, attentionPostNorm
  case feedForwardNorm, gate, up, down, feedForwardPostNorm
}

extension DecoderConfiguration {
  /// The shape of a tensor: the length of a vector, or outputs and inputs of a matrix; nil where
  /// this decoder has none.
  public func shape(of tensor: DecoderTensor) -> [Int]? {
    switch tensor {
    case .embedding: [vocabularySize, hiddenSize]
    case .finalNorm: [hiddenSize]
    case .head: tiedEmbeddings ? nil : [vocabularySize, hiddenSize]
    case .layer(let index, let tensor): (0..<layers).contains(index) ? shape(of: tensor) : nil
    }
  }

  private func shape(of tensor: LayerTensor) -> [Int]? {
    let (queries, keys) = (attention.queryWidth, attention.keyWidth)
    func when(_ holds: Bool, _ shape: Int...) -> [Int]? { holds ? shape : nil }
    switch tensor {
    case .attentionNorm, .feedForwardNorm: return when(normPlacement != .after, hiddenSize)
    case .attentionPostNorm, .feedForwardPostNorm: return when(normPlacement != .before, hiddenSize)
    case .query: return [queries, hiddenSize]
    case .key, .value: return [keys, hiddenSize]
    case .output: return [hiddenSize, queries]
    case .queryBias: return when(queryKeyValueBias, queries)
    case .keyBias, .valueBias: return when(queryKeyValueBias, keys)
    case .outputBias: return when(outputBias, hiddenSize)
    case .queryNorm: return headNorm.map { [$0 == .eachHead ? headSize : queries] }
    case .keyNorm: return headNorm.map { [$0 == .eachHead ? headSize : keys] }
    case .gate, .up: return [feedForwardSize, hiddenSize]
    case .down: return [hiddenSize, feedForwardSize]
    }
  }

  /// All tensors of this decoder, in the order of the forward pass.
  public var tensors: [DecoderTensor] {
    let inside = (0..<layers).flatMap { index in
      LayerTensor.allCases.map { DecoderTensor.layer(index, $0) }
    }
    return ([.embedding] + inside + [.finalNorm, .head]).filter { shape(of: $0) != nil }
  }

  /// Numbers that a model of this shape learned.
  public var parameterCount: Int {
    tensors.reduce(0) { $0 + (shape(of: $1) ?? []).reduce(1, *) }
  }
}
