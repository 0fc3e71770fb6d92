import CandorCore

/// Runs of so many words of a text, by their hashes: what is compared with the items of benchmarks, and
/// what sketches are made of.
enum WordRuns {
  private static let prime: UInt64 = 0x0000_0100_0000_01B3
  private static let base: UInt64 = 0x9E37_79B9_7F4A_7C15

  /// Calls `body` with the hash of each run of `length` words, in order.
  ///
  /// - Parameter text: words with one space between two of them, as `SimplifiedText` leaves them.
  /// - Complexity: O(bytes): a hash is made from the one before.
  static func forEach(of length: Int, in text: Span<UInt8>, _ body: (UInt64) -> Void) {
    var power: UInt64 = 1
    for _ in 0..<length { power = power &* base }
    var window = [UInt64](repeating: 0, count: length)
    var (run, words, slot) = (UInt64(0), 0, 0)
    var word = UInt64(0)
    for index in 0..<text.count + 1 {
      if index < text.count, text[index] != 0x20 {
        word = (word ^ (UInt64(text[index]) + 1)) &* prime
        continue
      }
      guard word != 0 else { continue }
      let value = SplitMix64.mixed(word)
      run = run &* base &+ value &- window[slot] &* power
      window[slot] = value
      slot = slot + 1 == length ? 0 : slot + 1
      words += 1
      if words >= length { body(SplitMix64.mixed(run)) }
      word = 0
    }
  }
}
