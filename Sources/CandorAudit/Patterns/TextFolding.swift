/// Undoes what hides a pattern from a reader of bytes but not from a reader of text: full-width
/// letters, invisible characters, digits as entities.
package enum TextFolding {
  /// Whether a text holds the first bytes of anything that folds.
  package static func isNeeded(_ text: Span<UInt8>) -> Bool {
    var place = 0
    while let found = text.firstOddByte(from: place) {
      place = found
      repeat {
        let byte = text[place]
        if byte == 0xEF || byte == 0xE2 || byte == 0xC2 { return true }
        if byte == UInt8(ascii: "&"), text.byte(place + 1) == UInt8(ascii: "#") { return true }
        place += 1
      } while place < text.count && text[place] >= 0x80
    }
    return false
  }

  /// The text with full-width ASCII (U+FF01 … U+FF5E) as ASCII, without soft hyphens, zero-width
  /// characters, direction marks and byte order marks, with no-break spaces as spaces and numeric
  /// entities of ASCII resolved.
  package static func folded(_ text: [UInt8]) -> [UInt8] {
    var result: [UInt8] = []
    result.reserveCapacity(text.count)
    let bytes = text.span
    var index = 0
    while index < bytes.count {
      let (replacement, length) = fold(bytes, at: index)
      if let replacement { result.append(replacement) }
      index += length
    }
    return result
  }

  /// What stands for the bytes at `index`, if anything, and how many they are.
  private static func fold(_ text: Span<UInt8>, at index: Int) -> (UInt8?, Int) {
    let byte = text[index]
    let second = text.byte(index + 1)
    let third = text.byte(index + 2)
    switch byte {
    case 0xC2 where second == 0xAD: return (nil, 2)
    case 0xC2 where second == 0xA0: return (UInt8(ascii: " "), 2)
    case 0xE2 where second == 0x80 && (0x8B...0x8F ~= third || 0xAA...0xAE ~= third):
      return (nil, 3)
    case 0xE2 where second == 0x81 && 0xA0...0xA9 ~= third: return (nil, 3)
    case 0xE2 where second == 0x80 && 0x90...0x92 ~= third: return (UInt8(ascii: "-"), 3)
    case 0xEF where second == 0xBB && third == 0xBF: return (nil, 3)
    case 0xEF where second == 0xBC && 0x81...0xBF ~= third: return (third - 0x81 + 0x21, 3)
    case 0xEF where second == 0xBD && 0x80...0x9E ~= third: return (third - 0x80 + 0x60, 3)
    case UInt8(ascii: "&") where second == UInt8(ascii: "#"): return entity(text, at: index)
    default: return (byte, 1)
    }
  }

  /// `&#64;` or `&#x40;`.
  private static func entity(_ text: Span<UInt8>, at index: Int) -> (UInt8?, Int) {
    let isHexadecimal = text.byte(index + 2) | 0x20 == UInt8(ascii: "x")
    let start = index + (isHexadecimal ? 3 : 2)
    let end = text.run(
      of: isHexadecimal ? .hexadecimal : .digits, from: min(start, text.count), limit: 6)
    guard end > start, text.byte(end) == UInt8(ascii: ";") else { return (text[index], 1) }
    var value = 0
    for place in start..<end {
      value = value * (isHexadecimal ? 16 : 10) + Int(ByteSet.hexadecimalValue(text[place]) ?? 0)
    }
    guard 0x20..<0x7F ~= value else { return (text[index], 1) }
    return (UInt8(value), end + 1 - index)
  }
}
