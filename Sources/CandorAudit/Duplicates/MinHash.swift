import CandorCore
import CandorText

/// The MinHash signature of a text with FineWeb's parameters: shingles of five words, SHA-1 of 64 bits, 14 bands of
/// eight permutations; so two texts of which 72 % of the shingles are shared are found as often as not.
///
/// Words are what white space parts in the simplified text, but for contractions that datatrove's
/// tokenizer cuts (`cannot`).
package enum MinHash {
  package static let bands = 14
  static let rows = 8
  static let shingleWords = 5

  /// The least value of each permutation, band by band; nil for a text of fewer than five words.
  package static func signature(of text: Span<UInt8>) -> [UInt64]? {
    let (words, starts, ends) = Contractions.cut(SimplifiedText.simplified(text))
    guard starts.count >= shingleWords else { return nil }
    var minima = [UInt64](repeating: .max, count: bands * rows)
    ShingleMinima.lower(
      &minima, over: words, starts: Array(starts.dropLast(shingleWords - 1)),
      ends: Array(ends.dropFirst(shingleWords - 1)), factors: MinHashParameters.factors,
      terms: MinHashParameters.terms)
    return minima
  }

  /// One number for each band; equal bands have equal ones, and others as good as never.
  static func keys(of signature: [UInt64]) -> [UInt64] {
    stride(from: 0, to: signature.count, by: rows).map { start in
      signature[start..<start + rows].reduce(UInt64(start)) { key, value in
        // SplitMix64.
        var mixed = (key ^ value) &+ 0x9E37_79B9_7F4A_7C15
        mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
        return mixed ^ mixed >> 31
      }
    }
  }
}
