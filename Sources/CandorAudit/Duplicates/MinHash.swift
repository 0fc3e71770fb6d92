import CandorCore
import CandorText

/// The MinHash signature of a text with FineWeb's parameters: shingles of five words, SHA-1 of 64 bits, 14 bands of
/// eight permutations.
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
}
