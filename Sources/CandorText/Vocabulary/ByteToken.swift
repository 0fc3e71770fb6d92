/// The tokens `<0x00>` … `<0xFF>` of vocabularies of characters: single bytes.
enum ByteToken {
  private static let digits = Array("0123456789ABCDEF".utf8)

  static func name(_ byte: UInt8) -> [UInt8] {
    Array("<0x".utf8) + [digits[Int(byte >> 4)], digits[Int(byte & 15)], UInt8(ascii: ">")]
  }

  static func byte(named name: [UInt8]) -> UInt8? {
    guard name.count == 6, name.starts(with: [0x3C, 0x30, 0x78]), name[5] == 0x3E,
      let high = digits.firstIndex(of: name[3]), let low = digits.firstIndex(of: name[4])
    else { return nil }
    return UInt8(high << 4 | low)
  }

  /// The ids of all 256 in `vocabulary`; −1 for one that is not there.
  static func tokens(in vocabulary: Vocabulary) -> [Int32] {
    (0...255).map { vocabulary.token(name($0)) ?? -1 }
  }
}
