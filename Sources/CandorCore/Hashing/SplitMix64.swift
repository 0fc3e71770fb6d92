/// How SplitMix64 ends (Steele, Lea, Flood, 2014; constants of Stafford's thirteenth variant).
package enum SplitMix64 {
  /// A permutation of all numbers in which each bit of the result hangs on each of `value`.
  @inlinable
  package static func mixed(_ value: UInt64) -> UInt64 {
    var mixed = (value ^ value >> 30) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
    return mixed ^ mixed >> 31
  }
}
