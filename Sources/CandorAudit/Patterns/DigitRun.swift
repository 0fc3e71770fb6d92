/// Digits in groups with one separator between two of them, such as `4111 1111 1111 1111`.
struct DigitRun {
  /// The digits' values; those from `count` on are 0.
  private(set) var digits = InlineArray<20, UInt8>(repeating: 0)
  private(set) var count = 0
  /// The lengths of the groups, a byte each, the last one lowest.
  private(set) var groups: UInt64 = 0
  /// What stands between the groups; the last one, if they differ.
  private(set) var separator: UInt8?
  private(set) var range: Range<Int>

  private static let separators = ByteSet(" -.")

  /// The run that begins at `start`, where a digit is. A run of more than 20 digits is nil.
  ///
  /// - Parameter mixing: whether separators may differ; else the run ends before another one.
  init?(_ text: Span<UInt8>, from start: Int, mixing: Bool = false) {
    range = start..<start
    var index = start
    var group: UInt64 = 0
    while index < text.count {
      let byte = text[index]
      if ByteSet.digits.contains(byte) {
        guard count < 20 else { return nil }
        digits[count] = byte - UInt8(ascii: "0")
        count += 1
        group += 1
        index += 1
        range = start..<index
      } else if Self.separators.contains(byte), ByteSet.digits.contains(text.byte(index + 1)) {
        // Another kind of separator begins something else, but for a dash behind points.
        guard
          mixing || separator ?? byte == byte
            || (separator == UInt8(ascii: ".") && byte == UInt8(ascii: "-"))
        else { break }
        separator = byte
        groups = groups << 8 | group
        group = 0
        index += 1
      } else {
        break
      }
    }
    groups = groups << 8 | group
  }

  /// The values of the digits in `range`, as one number.
  func number(_ range: Range<Int>) -> Int {
    var value = 0
    for index in range { value = value * 10 + Int(digits[index]) }
    return value
  }

  var isOneGroup: Bool { groups < 256 }

  /// How many digits are before the first separator.
  var firstGroup: Int { Int(groups >> UInt64((63 - groups.leadingZeroBitCount) / 8 * 8)) }

  /// Whether all digits are the same.
  var isMonotonous: Bool {
    for index in 1..<max(1, count) where digits[index] != digits[0] { return false }
    return true
  }
}
