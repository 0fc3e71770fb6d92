/// A random-looking order of 0..<count as a pure function of (seed, epoch, index).
///
/// The rule, complete: let `half` be the least number ≥ 1 with 4^`half` ≥ `count`. To map `x`, split
/// its 2 × `half` bits into left (upper) and right (lower). For `round` = 0, 1, …, 7 compute
///
///     word  = Philox4x32-10(counter: (right, round, epoch, 2), key: (seed low, seed high)).word0
///     left, right = right, left XOR (word mod 2^half)
///
/// and join left and right to a new `x`. If that is ≥ `count`, map it again, until it is not. The 2
/// is `RandomPurpose.dataOrder`.
///
/// Each round can be undone, so the eight are a bijection of 0..<4^`half`; mapping again walks along
/// the cycles of that bijection and so is a bijection of 0..<`count`.
///
/// Source: Black and Rogaway, "Ciphers with Arbitrary Finite Domains", CT-RSA 2002.
public struct FeistelPermutation: Sendable {
  public let count: Int
  private let half: Int
  private let epoch: UInt32
  private let key: SIMD2<UInt32>

  /// - Precondition: `count` is not negative.
  public init(count: Int, seed: UInt64, epoch: UInt32) {
    precondition(count >= 0, "a permutation has no negative size")
    self.count = count
    let bits = count <= 1 ? 0 : Int.bitWidth - (count - 1).leadingZeroBitCount
    self.half = max(1, (bits + 1) / 2)
    self.epoch = epoch
    self.key = SIMD2(UInt32(truncatingIfNeeded: seed), UInt32(truncatingIfNeeded: seed >> 32))
  }

  /// The element in place `index`.
  ///
  /// - Precondition: `index` is in 0..<`count`.
  /// - Complexity: O(1) expected: fewer than four passes of eight Philox blocks on average.
  public subscript(index: Int) -> Int {
    precondition(index >= 0 && index < count, "place \(index) of a permutation of \(count)")
    var value = UInt64(index)
    repeat { value = pass(value) } while value >= UInt64(count)
    return Int(value)
  }

  private func pass(_ value: UInt64) -> UInt64 {
    let mask = UInt32(truncatingIfNeeded: (UInt64(1) << half) - 1)
    var left = UInt32(truncatingIfNeeded: value >> half)
    var right = UInt32(truncatingIfNeeded: value) & mask
    for round in 0..<UInt32(8) {
      let counter = SIMD4(right, round, epoch, RandomPurpose.dataOrder.rawValue)
      let word = Philox.block(counter: counter, key: key)[0]
      (left, right) = (right, left ^ (word & mask))
    }
    return UInt64(left) << half | UInt64(right)
  }
}
