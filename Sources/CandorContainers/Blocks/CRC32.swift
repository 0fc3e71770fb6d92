/// The checksum of gzip and of Parquet's pages: CRC-32 of ISO 3309, four bytes at a time.
enum CRC32 {
  private static let tables: [UInt32] = {
    var tables = [UInt32](repeating: 0, count: 1024)
    for byte in 0..<256 {
      var value = UInt32(byte)
      for _ in 0..<8 { value = value >> 1 ^ (value & 1 == 0 ? 0 : 0xEDB8_8320) }
      tables[byte] = value
    }
    for index in 256..<1024 {
      let before = tables[index - 256]
      tables[index] = before >> 8 ^ tables[Int(before & 0xFF)]
    }
    return tables
  }()

  static func of(_ bytes: [UInt8]) -> UInt32 {
    let (tables, bytes) = (tables.span, bytes.span)
    var state = ~UInt32(0)
    var index = 0
    while bytes.count - index >= 4 {
      let word =
        state
        ^ (UInt32(bytes[index]) | UInt32(bytes[index + 1]) << 8
          | UInt32(bytes[index + 2]) << 16 | UInt32(bytes[index + 3]) << 24)
      state =
        tables[768 + Int(word & 0xFF)] ^ tables[512 + Int(word >> 8 & 0xFF)]
        ^ tables[256 + Int(word >> 16 & 0xFF)] ^ tables[Int(word >> 24)]
      index += 4
    }
    while index < bytes.count {
      state = state >> 8 ^ tables[Int((state ^ UInt32(bytes[index])) & 0xFF)]
      index += 1
    }
    return ~state
  }
}
