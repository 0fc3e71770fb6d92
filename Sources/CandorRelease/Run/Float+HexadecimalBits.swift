extension Float {
  /// The bit pattern in 8 lower-case hexadecimal digits, the sign first.
  ///
  /// The ledger stores floats so because no two writers of decimal fractions need agree.
  var hexadecimalBits: String {
    let digits = String(bitPattern, radix: 16)
    return String(repeating: "0", count: 8 - digits.count) + digits
  }

  /// Nil for anything but the pattern of a finite number as `hexadecimalBits` writes it.
  init?(hexadecimalBits text: String) {
    guard let pattern = UInt32(text, radix: 16) else { return nil }
    self.init(bitPattern: pattern)
    guard isFinite, hexadecimalBits == text else { return nil }
  }
}
