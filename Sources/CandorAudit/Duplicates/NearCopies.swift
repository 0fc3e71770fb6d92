import CandorCore

/// How texts are found to be near copies: by bands of eight numbers, fourteen for a text. Two texts that
/// share a band are near copies, which those that share 72 % of their shingles are as often as not.
public enum NearCopies: String, Sendable, CaseIterable {
  /// FineWeb's, signature for signature.
  case minhash
  /// A sketch of its own, made in a fraction of the time.
  case sketch

  var rule: Rule {
    let summary = "texts nearly all of whose runs of five words one before them has"
    return switch self {
    case .minhash: Rule(.near, "minhash", version: 2, summary)
    case .sketch: Rule(.near, "sketch", summary)
    }
  }

  /// One number for each band of a text; none for fewer than five words.
  func bands(of text: Span<UInt8>) -> [UInt64] {
    let numbers =
      switch self {
      case .minhash: MinHash.signature(of: text)
      case .sketch: SimilaritySketch.sketch(of: text)
      }
    return numbers.map(Self.bands) ?? []
  }

  /// Equal bands have equal numbers, and others as good as never.
  static func bands(of numbers: [UInt64]) -> [UInt64] {
    stride(from: 0, to: numbers.count, by: MinHash.rows).map { start in
      numbers[start..<start + MinHash.rows].reduce(UInt64(start)) { band, number in
        SplitMix64.mixed((band ^ number) &+ 0x9E37_79B9_7F4A_7C15)
      }
    }
  }
}
