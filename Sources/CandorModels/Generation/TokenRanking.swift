import CandorCore

/// Tokens from the most to the least probable, equal ones by index.
///
/// - Complexity: O(V): three passes of a radix sort, which keeps equal ones as they stand.
struct TokenRanking {
  /// For each token, x = (largest logit − logit) / temperature as bits, which are ordered as the
  /// numbers because none is negative; and the token below them.
  private var entries: [UInt64]

  /// - Parameter logits: finite and at least one.
  init(_ logits: Span<Float>, temperature: Float = 1) {
    var largest = logits[0]
    for index in logits.indices { largest = max(largest, logits[index]) }
    var entries = [UInt64](repeating: 0, count: logits.count)
    for index in logits.indices {
      let distance = 0 - (logits[index] - largest) / temperature
      entries[index] = UInt64(distance.bitPattern) << 32 | UInt64(UInt32(index))
    }
    var other = entries
    for shift in [32, 43, 54] as [UInt64] {
      Self.sort(entries, by: shift, into: &other)
      swap(&entries, &other)
    }
    self.entries = entries
  }

  /// Orders by eleven bits, equal ones as they stand.
  private static func sort(_ entries: [UInt64], by shift: UInt64, into other: inout [UInt64]) {
    var places = [Int](repeating: 0, count: 2049)
    for entry in entries { places[Int(entry >> shift & 2047) + 1] += 1 }
    for digit in 1...2048 { places[digit] += places[digit - 1] }
    for entry in entries {
      let digit = Int(entry >> shift & 2047)
      other[places[digit]] = entry
      places[digit] += 1
    }
  }

  var count: Int { entries.count }

  var tokens: [Int32] { entries.map { Int32(truncatingIfNeeded: $0) } }

  /// Forgets all but the first.
  mutating func keep(_ count: Int) {
    entries.removeLast(max(0, entries.count - count))
  }

  /// The first tokens.
  func first(_ count: Int) -> [Int32] {
    entries.prefix(count).map { Int32(truncatingIfNeeded: $0) }
  }

  /// Writes (logit − largest) / temperature of each, in their order.
  func fill(_ numbers: inout Buffer<Float>) {
    var numbers = numbers.mutableSpan
    for (index, entry) in entries.enumerated() {
      numbers[index] = 0 - Float(bitPattern: UInt32(entry >> 32))
    }
  }
}
