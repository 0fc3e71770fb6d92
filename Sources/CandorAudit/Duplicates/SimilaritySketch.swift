import CandorCore
import CandorText

/// A fast similarity sketch of a text's shingles of five words (Dahlgaard, Knudsen and Thorup, 2017): as
/// many numbers as a ``MinHash`` signature, of which two texts share as large a part as of their
/// shingles.
///
/// A shingle is hashed once and goes into one bin, whose least hash stays. If bins are empty then, all
/// go through again with other hashes; from round ``size`` on all into the bin of the round, so that
/// none stays empty. Texts of some hundred words need one or two rounds.
package enum SimilaritySketch {
  static let size = MinHash.bands * MinHash.rows

  /// The least hash of each bin; nil for a text of fewer than five words.
  package static func sketch(of text: Span<UInt8>) -> [UInt64]? {
    var shingles: [UInt64] = []
    shingles.reserveCapacity(text.count / 4)
    WordRuns.forEach(of: MinHash.shingleWords, in: SimplifiedText.simplified(text).span) {
      shingles.append($0)
    }
    return shingles.isEmpty ? nil : sketch(of: shingles)
  }

  /// - Parameter shingles: hashes, one or more; how often one is there does not count.
  package static func sketch(of shingles: [UInt64]) -> [UInt64] {
    var bins = [UInt64](repeating: .max, count: size)
    for round in 0..<2 * size {
      let seed = UInt64(round) &* 0x9E37_79B9_7F4A_7C15
      for shingle in shingles {
        let hash = SplitMix64.mixed(shingle &+ seed)
        let (bin, rest) = hash.multipliedFullWidth(by: UInt64(size))
        let place = round < size ? Int(bin) : round - size
        bins[place] = min(bins[place], UInt64(round) << 56 | UInt64(rest) >> 8)
      }
      if !bins.contains(.max) { break }
    }
    return bins
  }
}
