/// Logarithms of integers to base 2 in steps of 2⁻¹⁶, by integer arithmetic alone: equal on every machine.
enum BinaryLogarithm {
  static let one = 1 << 16

  /// log₂ of a positive number, rounded down, now and then one step too far.
  static func floor(_ number: Int) -> Int {
    precondition(number > 0)
    let whole = Int.bitWidth - 1 - number.leadingZeroBitCount
    // The number over 2^whole, from 1 to 2, with 31 bits behind the point; squaring doubles its logarithm.
    var mantissa = (UInt64(number) << UInt64(63 - whole)) >> 32
    var result = whole
    for _ in 0..<16 {
      mantissa = (mantissa * mantissa) >> 31
      result <<= 1
      if mantissa >= 1 << 32 {
        mantissa >>= 1
        result |= 1
      }
    }
    return result
  }
}
