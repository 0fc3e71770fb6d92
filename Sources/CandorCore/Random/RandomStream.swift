/// Random numbers as a pure function of (seed; purpose, stream, step, index).
///
/// Block `index` is Philox4x32-10 of the counter (index, stream, step, purpose) under the key
/// (low half of the seed, high half of the seed). Nothing is remembered between calls.
public struct RandomStream: Sendable {
  @usableFromInline let key: SIMD2<UInt32>
  @usableFromInline let purpose: UInt32
  @usableFromInline let stream: UInt32
  @usableFromInline let step: UInt32

  public init(seed: UInt64, purpose: RandomPurpose, stream: UInt32 = 0, step: UInt32 = 0) {
    self.key = SIMD2(UInt32(truncatingIfNeeded: seed), UInt32(truncatingIfNeeded: seed >> 32))
    self.purpose = purpose.rawValue
    self.stream = stream
    self.step = step
  }

  /// The four random words of block `index`.
  @inlinable
  public subscript(index: UInt32) -> SIMD4<UInt32> {
    Philox.block(counter: SIMD4(index, stream, step, purpose), key: key)
  }

  /// A multiple of 2⁻²⁴ in [0, 1): the upper 24 bits of the first word of block `index`.
  @inlinable
  public func uniform(_ index: UInt32) -> Float {
    Float(self[index][0] >> 8) * 0x1p-24
  }

  /// An integer in 0..<`bound`: the upper 64 bits of (the first two words of block `index`, the first
  /// one low) × `bound`. Each value's probability is within 2⁻⁶⁴ of 1/`bound`.
  ///
  /// - Precondition: `bound` is from 1 to `Int.max`.
  @inlinable
  public func integer(_ index: UInt32, below bound: UInt64) -> Int {
    precondition(bound > 0 && bound <= UInt64(Int.max), "a bound is from 1 to Int.max")
    let words = self[index]
    return Int((UInt64(words[1]) << 32 | UInt64(words[0])).multipliedFullWidth(by: bound).high)
  }
}
