/// Two neighbouring tokens. Pairs are ordered by the first id, then by the second.
struct TokenPair: Comparable, Hashable {
  let bits: UInt64

  @inline(__always)
  init(_ first: Int32, _ second: Int32) {
    bits = UInt64(UInt32(bitPattern: first)) << 32 | UInt64(UInt32(bitPattern: second))
  }

  init(bits: UInt64) {
    self.bits = bits
  }

  var first: Int32 { Int32(truncatingIfNeeded: bits >> 32) }
  var second: Int32 { Int32(truncatingIfNeeded: bits) }

  @inline(__always)
  static func < (left: TokenPair, right: TokenPair) -> Bool { left.bits < right.bits }
}
