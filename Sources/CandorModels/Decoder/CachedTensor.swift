import CandorTensors

/// Keys or values of one layer, as they are kept in a file.
struct CachedTensor: Sendable {
  enum Part: String, Sendable { case keys, values }

  let layer: Int
  let part: Part
  /// Numbers of a position.
  let width: Int

  var name: String { "layers.\(layer).\(part.rawValue)" }
}

extension DecoderConfiguration {
  /// The keys and values of all layers, in the order of their names' bytes; what has no numbers, such
  /// as values that are keys, is left out.
  var cachedTensors: [CachedTensor] {
    (0..<layers).flatMap { layer in
      [
        CachedTensor(layer: layer, part: .keys, width: attention.keyWidth),
        CachedTensor(layer: layer, part: .values, width: attention.valueWidth),
      ]
    }
    .filter { $0.width > 0 }
    .sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
  }
}
