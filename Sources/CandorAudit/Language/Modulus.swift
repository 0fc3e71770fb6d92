/// Remainders by a number that is known before, without a division (Lemire et al. 2019).
struct Modulus: Sendable {
  private let divisor: UInt32
  private let inverse: UInt64

  /// - Parameter divisor: not 0.
  init(_ divisor: UInt32) {
    self.divisor = divisor
    inverse = divisor < 2 ? 0 : .max / UInt64(divisor) + 1
  }

  @inline(__always)
  func remainder(of number: UInt32) -> UInt32 {
    UInt32((inverse &* UInt64(number)).multipliedFullWidth(by: UInt64(divisor)).high)
  }
}
