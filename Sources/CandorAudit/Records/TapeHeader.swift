/// The header of one member of a tar file (POSIX.1-1988 `ustar`, and what GNU adds).
struct TapeHeader {
  enum Kind { case file, longName, extended, other }

  static let size = 512

  let name: [UInt8]
  let kind: Kind
  let contentBytes: Int

  /// nil unless the checksum is right and the size is a number.
  init?(_ block: ArraySlice<UInt8>) {
    let block = Array(block)
    guard block.count == Self.size, let checksum = Self.number(block[148..<156]) else { return nil }
    var sum = 8 * 0x20
    for (index, byte) in block.enumerated() where !(148..<156).contains(index) { sum += Int(byte) }
    guard sum == checksum, let size = Self.number(block[124..<136]) else { return nil }
    contentBytes = size
    let prefix = Self.text(block[345..<500])
    let isPOSIX = block[257..<263].elementsEqual(Array("ustar\0".utf8))
    name =
      (isPOSIX && !prefix.isEmpty ? prefix + [UInt8(ascii: "/")] : []) + Self.text(block[0..<100])
    kind =
      switch block[156] {
      case 0, UInt8(ascii: "0"), UInt8(ascii: "7"): .file
      case UInt8(ascii: "L"): .longName
      case UInt8(ascii: "x"): .extended
      default: .other
      }
  }

  /// Whole blocks that the content takes.
  var paddedBytes: Int { (contentBytes + Self.size - 1) / Self.size * Self.size }

  /// The `path` of an extended header's records, `LENGTH KEY=VALUE` and a line feed each.
  static func path(inExtended content: [UInt8]) -> [UInt8]? {
    for line in content.split(separator: 0x0A) {
      guard let space = line.firstIndex(of: 0x20) else { continue }
      let record = line[(space + 1)...]
      if record.starts(with: "path=".utf8) { return Array(record.dropFirst(5)) }
    }
    return nil
  }

  private static func text(_ field: ArraySlice<UInt8>) -> [UInt8] {
    Array(field.prefix { $0 != 0 })
  }

  /// Octal digits, or GNU's big-endian bytes behind 0x80; nil beyond 2⁴⁸.
  private static func number(_ field: ArraySlice<UInt8>) -> Int? {
    var value = 0
    if field.first == 0x80 {
      for byte in field.dropFirst() {
        value = value << 8 | Int(byte)
        guard value < 1 << 48 else { return nil }
      }
      return value
    }
    let digits = field.drop { $0 == 0x20 }.prefix { $0 != 0 && $0 != 0x20 }
    for digit in digits {
      guard (UInt8(ascii: "0")...UInt8(ascii: "7")).contains(digit) else { return nil }
      value = value << 3 | Int(digit - UInt8(ascii: "0"))
      guard value < 1 << 48 else { return nil }
    }
    return digits.isEmpty ? nil : value
  }
}
