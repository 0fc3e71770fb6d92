/// How evenly bytes are spread over their values: Shannon's entropy in bits per byte.
enum Entropy {
  /// n · log₂ n for n up to 256.
  private static let weighted: [Double] = (0...256).map {
    $0 < 2 ? 0 : Double($0) * log2(Double($0))
  }

  /// - Precondition: `range` has at most 256 bytes.
  static func bitsPerByte(_ text: Span<UInt8>, _ range: Range<Int>) -> Double {
    var counts = InlineArray<256, UInt16>(repeating: 0)
    for index in range { counts[Int(text[index])] += 1 }
    var sum = 0.0
    for index in counts.indices where counts[index] > 1 { sum += weighted[Int(counts[index])] }
    return (weighted[range.count] - sum) / Double(max(1, range.count))
  }

  /// The binary logarithm of a number of at least 1, bit by bit.
  private static func log2(_ number: Double) -> Double {
    var result = Double(number.exponent)
    var rest = number.significand
    var bit = 0.5
    while bit > 0x1p-40 {
      rest *= rest
      if rest >= 2 {
        rest /= 2
        result += bit
      }
      bit /= 2
    }
    return result
  }
}
