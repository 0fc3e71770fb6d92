/// Philox4x32-10: a keyed bijection of 128-bit counters whose outputs pass for random numbers.
///
/// It has no state: the same counter and key give the same four words, in any order and on any
/// thread.
///
/// Source: Salmon, Moraes, Dror, Shaw, "Parallel Random Numbers: As Easy as 1, 2, 3", SC 2011.
public enum Philox {
  /// The four random words that belong to `counter` under `key`.
  ///
  /// - Complexity: O(1); ten rounds of two 32 × 32-bit products.
  @inlinable
  public static func block(counter: SIMD4<UInt32>, key: SIMD2<UInt32>) -> SIMD4<UInt32> {
    var (c0, c1, c2, c3) = (counter[0], counter[1], counter[2], counter[3])
    var (k0, k1) = (key[0], key[1])
    for _ in 0..<10 {
      let first = UInt64(0xD251_1F53) * UInt64(c0)
      let second = UInt64(0xCD9E_8D57) * UInt64(c2)
      (c0, c2) = (UInt32(second >> 32) ^ c1 ^ k0, UInt32(first >> 32) ^ c3 ^ k1)
      (c1, c3) = (UInt32(truncatingIfNeeded: second), UInt32(truncatingIfNeeded: first))
      k0 &+= 0x9E37_79B9
      k1 &+= 0xBB67_AE85
    }
    return SIMD4(c0, c1, c2, c3)
  }
}
