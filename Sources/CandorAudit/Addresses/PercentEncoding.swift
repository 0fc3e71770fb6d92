/// The sets of bytes that the URL Standard writes as `%` and two digits, and the writing.
enum PercentEncoding {
  static let control = ByteSet(0...0x1F) | ByteSet(0x7F...0xFF)
  static let fragment = control | ByteSet(" \"<>`")
  static let query = control | ByteSet(" \"#<>")
  static let specialQuery = query | ByteSet("'")
  static let path = query | ByteSet("?^`{}")
  static let userInformation = path | ByteSet("/:;=@[\\]|")

  private static let digits = Array("0123456789ABCDEF".utf8)

  /// Appends bytes to `output`, those of `set` escaped. What is escaped already stays as it is.
  static func append(
    _ text: Span<UInt8>, _ range: Range<Int>, escaping set: ByteSet, to output: inout [UInt8]
  ) {
    for index in range {
      let byte = text[index]
      if set.contains(byte) {
        append(escaped: byte, to: &output)
      } else {
        output.append(byte)
      }
    }
  }

  static func append(escaped byte: UInt8, to output: inout [UInt8]) {
    output.append(UInt8(ascii: "%"))
    output.append(digits[Int(byte >> 4)])
    output.append(digits[Int(byte & 15)])
  }

  /// The byte that an escape at `index` stands for; nil if there is none.
  static func value(_ text: Span<UInt8>, at index: Int) -> UInt8? {
    guard text.byte(index) == UInt8(ascii: "%"),
      let high = ByteSet.hexadecimalValue(text.byte(index + 1)),
      let low = ByteSet.hexadecimalValue(text.byte(index + 2))
    else { return nil }
    return high << 4 | low
  }

  /// The bytes with every escape resolved, once.
  static func decoded(_ text: Span<UInt8>, _ range: Range<Int>) -> [UInt8] {
    var output: [UInt8] = []
    output.reserveCapacity(range.count)
    var index = range.lowerBound
    while index < range.upperBound {
      if index + 2 < range.upperBound, let byte = value(text, at: index) {
        output.append(byte)
        index += 3
      } else {
        output.append(text[index])
        index += 1
      }
    }
    return output
  }
}
