/// Unpacks Snappy's raw blocks, as Parquet has them.
///
/// Format: google/snappy, format_description.txt.
enum Snappy {
  /// - Parameter size: what the block must unpack to.
  /// - Throws: ``ParquetDamage`` unless it does.
  static func unpack(_ input: [UInt8], to size: Int) throws -> [UInt8] {
    var position = 0
    var stated = 0
    for shift in stride(from: 0, to: 35, by: 7) {
      guard position < input.count else { throw ParquetDamage("snappy data that ends too early") }
      let byte = input[position]
      position += 1
      stated |= Int(byte & 0x7F) << shift
      if byte < 0x80 { break }
    }
    guard stated == size else { throw ParquetDamage("snappy data of another size than stated") }
    var output: [UInt8] = []
    // Three bytes give 64 at most, so that a size that lies reserves nothing.
    output.reserveCapacity(min(size, 32 * input.count))
    while position < input.count {
      let tag = input[position]
      position += 1
      if tag & 3 == 0 {
        try literal(tag, input, &position, &output, size)
        continue
      }
      let extra = tag & 3 == 1 ? 1 : tag & 3 == 2 ? 2 : 4
      guard extra <= input.count - position else {
        throw ParquetDamage("snappy data that ends too early")
      }
      var distance = 0
      for byte in 0..<extra { distance |= Int(input[position + byte]) << (8 * byte) }
      position += extra
      var length = Int(tag >> 2) + 1
      if tag & 3 == 1 {
        length = Int(tag >> 2 & 7) + 4
        distance |= Int(tag >> 5) << 8
      }
      try output.appendCopy(of: length, from: distance, limit: size)
    }
    guard output.count == size else {
      throw ParquetDamage("snappy data of another size than stated")
    }
    return output
  }

  private static func literal(
    _ tag: UInt8, _ input: [UInt8], _ position: inout Int, _ output: inout [UInt8],
    _ size: Int
  ) throws {
    var length = Int(tag >> 2)
    if length >= 60 {
      let extra = length - 59
      guard extra <= input.count - position else {
        throw ParquetDamage("snappy data that ends too early")
      }
      length = 0
      for byte in 0..<extra { length |= Int(input[position + byte]) << (8 * byte) }
      position += extra
    }
    length += 1
    guard length <= input.count - position, length <= size - output.count else {
      throw ParquetDamage("snappy data that runs over")
    }
    output.append(contentsOf: input[position..<position + length])
    position += length
  }
}

extension [UInt8] {
  /// Appends `length` bytes that begin `distance` bytes before the end; they may overlap what is made.
  mutating func appendCopy(of length: Int, from distance: Int, limit: Int) throws {
    guard distance > 0, distance <= count, length <= limit - count else {
      throw ParquetDamage("packed data that points outside itself")
    }
    let start = count - distance
    if length <= distance {
      append(contentsOf: self[start..<start + length])
    } else {
      for index in start..<start + length { append(self[index]) }
    }
  }
}
