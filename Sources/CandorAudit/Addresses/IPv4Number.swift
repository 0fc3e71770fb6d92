/// Addresses of four bytes in any of the forms that browsers take: `127.1`, `0x7f.0.0.1`, `2130706433`.
enum IPv4Number {
  /// Whether the last label is a number, so that all of it must be an address.
  static func ends(_ text: Span<UInt8>, _ range: Range<Int>) -> Bool {
    var end = range.upperBound
    if end > range.lowerBound, text[end - 1] == UInt8(ascii: ".") { end -= 1 }
    guard end > range.lowerBound else { return false }
    let start = max(
      range.lowerBound, text.runStart(of: notDot, before: end, limit: end - range.lowerBound))
    guard start < end, ByteSet.digits.contains(text[start]) else { return false }
    return text.run(of: .digits, from: start, limit: end - start) == end
      || value(text, start..<end) != nil
  }

  private static let notDot = ByteSet(".").inverted

  static func address(_ text: Span<UInt8>, _ range: Range<Int>) -> UInt32? {
    var end = range.upperBound
    if text[end - 1] == UInt8(ascii: ".") { end -= 1 }
    var (numbers, start) = ([UInt64](), range.lowerBound)
    for index in range.lowerBound...end where index == end || text[index] == UInt8(ascii: ".") {
      guard numbers.count < 4, let number = value(text, start..<index) else { return nil }
      numbers.append(number)
      start = index + 1
    }
    guard let last = numbers.popLast(), last < 1 << (8 * UInt64(4 - numbers.count)) else {
      return nil
    }
    var address = last
    for (place, number) in numbers.enumerated() {
      guard number < 256 else { return nil }
      address += number << (8 * UInt64(3 - place))
    }
    return UInt32(address)
  }

  /// A number in the decimal, octal or hexadecimal system; beyond 2³² it is 2³².
  private static func value(_ text: Span<UInt8>, _ range: Range<Int>) -> UInt64? {
    guard !range.isEmpty else { return nil }
    var (start, base): (Int, UInt64) = (range.lowerBound, 10)
    if range.count > 1, text[start] == UInt8(ascii: "0") {
      (start, base) = text[start + 1] | 0x20 == UInt8(ascii: "x") ? (start + 2, 16) : (start + 1, 8)
    }
    var value: UInt64 = 0
    for index in start..<range.upperBound {
      guard let digit = ByteSet.hexadecimalValue(text[index]), UInt64(digit) < base else {
        return nil
      }
      value = min(value * base + UInt64(digit), 1 << 32)
    }
    return value
  }

  static func text(_ address: UInt32) -> String {
    "\(address >> 24).\(address >> 16 & 255).\(address >> 8 & 255).\(address & 255)"
  }
}
