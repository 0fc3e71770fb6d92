/// Bytes of a page that a decoder reads off from the front.
struct ByteRun {
  let bytes: [UInt8]
  var position: Int
  let end: Int

  init(_ bytes: [UInt8], _ range: Range<Int>) {
    self.bytes = bytes
    position = range.lowerBound
    end = range.upperBound
  }

  var left: Int { end - position }

  /// Up to eight bytes, the first of them the least significant.
  mutating func word(_ count: Int) throws -> UInt64 {
    guard count <= left else { throw ParquetDamage("values that end too early") }
    var word: UInt64 = 0
    for index in 0..<count { word |= UInt64(bytes[position + index]) << UInt64(8 * index) }
    position += count
    return word
  }

  mutating func varint() throws -> UInt64 {
    var value: UInt64 = 0
    for shift in stride(from: 0, to: 70, by: 7) {
      let byte = try word(1)
      value |= (byte & 0x7F) << UInt64(shift)
      if byte < 0x80 { return value }
    }
    throw ParquetDamage("a number of more than 64 bits")
  }

  mutating func zigzag() throws -> UInt64 {
    let value = try varint()
    return value >> 1 ^ (0 &- (value & 1))
  }

  /// The range of the next `count` bytes.
  mutating func take(_ count: Int) throws -> Range<Int> {
    guard count >= 0, count <= left else { throw ParquetDamage("values that end too early") }
    defer { position += count }
    return position..<position + count
  }

  /// The `width` bits, at most 64, that begin `bit` bits behind the position; all in the run.
  func bits(_ width: Int, at bit: Int) -> UInt64 {
    var index = position + bit >> 3
    let shift = bit & 7
    var word = UInt64(bytes[index]) >> UInt64(shift)
    var filled = 8 - shift
    while filled < width {
      index += 1
      word |= UInt64(bytes[index]) << UInt64(filled)
      filled += 8
    }
    return width == 64 ? word : word & (1 << UInt64(width) - 1)
  }
}
