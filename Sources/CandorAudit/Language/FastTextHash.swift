/// FNV-1a of 32 bits as fastText has it: bytes beyond ASCII count as negative numbers.
enum FastTextHash {
  static let start: UInt32 = 2_166_136_261

  @inline(__always)
  static func adding(_ byte: UInt8, to hash: UInt32) -> UInt32 {
    (hash ^ UInt32(bitPattern: Int32(Int8(bitPattern: byte)))) &* 16_777_619
  }

  static func of(_ bytes: Span<UInt8>, _ range: Range<Int>) -> UInt32 {
    var hash = start
    for index in range { hash = adding(bytes[index], to: hash) }
    return hash
  }
}
