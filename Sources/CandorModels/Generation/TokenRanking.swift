/// Tokens from the largest to the smallest of their numbers, equal ones by index.
enum TokenRanking {
  /// The first `count`, or all if there are fewer.
  ///
  /// - Parameter numbers: one for each token, none NaN.
  /// - Complexity: O(V + m log m) for V numbers, m of which share the upper bits of the `count`-th
  ///   or stand before it.
  static func first(_ count: Int, of numbers: Span<Float>) -> [Int32] {
    var counts = [Int](repeating: 0, count: 1 << 12)
    for index in numbers.indices { counts[Int(key(numbers[index]) >> 20)] += 1 }
    var (bucket, found) = (0, counts[0])
    while found < count, bucket + 1 < counts.count {
      bucket += 1
      found += counts[bucket]
    }
    return Array(sorted(numbers, upTo: UInt32(bucket) << 20 | 0xF_FFFF).prefix(count))
  }

  /// Those whose number is at least `least`.
  ///
  /// - Complexity: O(V + m log m) for V numbers and m tokens found.
  static func all(of numbers: Span<Float>, from least: Float) -> [Int32] {
    sorted(numbers, upTo: key(least))
  }

  private static func sorted(_ numbers: Span<Float>, upTo last: UInt32) -> [Int32] {
    var entries: [UInt64] = []
    for index in numbers.indices {
      let key = key(numbers[index])
      if key <= last { entries.append(UInt64(key) << 32 | UInt64(UInt32(index))) }
    }
    entries.sort()
    return entries.map { Int32(truncatingIfNeeded: $0) }
  }

  /// Smaller for larger numbers, and one for both zeros.
  private static func key(_ number: Float) -> UInt32 {
    let bits = Int32(bitPattern: (number + 0).bitPattern)
    return UInt32(bitPattern: bits ^ (~(bits >> 31) & 0x7FFF_FFFF))
  }
}
