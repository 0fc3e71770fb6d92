import CandorTensors

/// Keys or values of one layer, as they are kept in a file.
struct CachedTensor: Sendable {
  enum Part: String, Sendable { case keys, values }

  let layer: Int
  let part: Part
  /// Numbers of a position.
  let width: Int
  /// How many positions, its own included, a position sees; nil for all before it.
  let reach: Int?

  var name: String { "layers.\(layer).\(part.rawValue)" }

  /// Whether the last `kept` of `count` positions suffice to go on, each in its own lane.
  func canContinue(with kept: Int, of count: Int) -> Bool {
    guard let reach else { return kept == count }
    return kept <= count && (count - kept) % 16 == 0 && kept >= min(count, reach - 1)
  }
}

extension DecoderConfiguration {
  /// The keys and values of all layers, in the order of their names' bytes; what has no numbers, such
  /// as values that are keys, is left out.
  var cachedTensors: [CachedTensor] {
    (0..<layers).flatMap { layer in
      [(CachedTensor.Part.keys, attention.keyWidth), (.values, attention.valueWidth)].map {
        CachedTensor(layer: layer, part: $0, width: $1, reach: layerAttention(layer).reach)
      }
    }
    .filter { $0.width > 0 }
    .sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
  }
}
