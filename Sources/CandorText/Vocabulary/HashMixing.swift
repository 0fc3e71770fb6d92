/// Hashing for this target's open-addressed tables.
///
/// The seed differs in every process, so that nobody can prepare text whose words all collide.
/// Nothing a table returns depends on it: tables are looked up, never walked.
enum HashMixing {
  static let seed = UInt64.random(in: .min ... .max)

  /// The finaliser of MurmurHash3: every bit of the input reaches every bit of the result.
  @inline(__always)
  static func mix(_ value: UInt64) -> UInt64 {
    var bits = value
    bits = (bits ^ bits >> 33) &* 0xFF51_AFD7_ED55_8CCD
    bits = (bits ^ bits >> 33) &* 0xC4CE_B9FE_1A85_EC53
    return bits ^ bits >> 33
  }
}
