/// Makes the checksums of a tar file's headers right again.
enum TapeSums {
  private static let block = 512
  private static let field = 148..<156

  static func repaired(_ bytes: [UInt8]) -> [UInt8] {
    var bytes = bytes
    for start in stride(from: 0, through: bytes.count - block, by: block)
    where bytes[(start + 257)..<(start + 262)].elementsEqual("ustar".utf8) {
      for place in field { bytes[start + place] = 0x20 }
      let sum = bytes[start..<(start + block)].reduce(0) { $0 + Int($1) }
      let digits = String(sum, radix: 8)
      let text = String(repeating: "0", count: max(0, 6 - digits.count)) + digits + "\0 "
      for (index, byte) in text.utf8.prefix(field.count).enumerated() {
        bytes[start + field.lowerBound + index] = byte
      }
    }
    return bytes
  }
}
