import CandorCore

/// Places of bytes, found eight at a time.
extension Span<UInt8> {
  /// The first place from `start` on with the byte `wanted`; nil if there is none.
  func firstIndex(of wanted: UInt8, from start: Int) -> Int? {
    let pattern = ByteLanes.ones &* UInt64(wanted)
    return firstIndex(from: start) { ByteLanes.zeros($0 ^ pattern) }
  }

  /// The first place from `start` on with a quote, a backslash or a control character, none of which a
  /// JSON string holds; the end if there is none.
  func endOfPlainString(from start: Int) -> Int {
    firstIndex(from: start) { word in
      ByteLanes.zeros(word ^ ByteLanes.quotes) | ByteLanes.zeros(word ^ ByteLanes.backslashes)
        | ByteLanes.below(0x20, word)
    } ?? count
  }

  /// The first place from `start` on with an ampersand or a byte beyond ASCII; nil if there is none.
  func firstOddByte(from start: Int) -> Int? {
    firstIndex(from: start) { $0 & ByteLanes.highs | ByteLanes.zeros($0 ^ ByteLanes.ampersands) }
  }

  /// - Parameter marks: the highest bits of lanes of a word; the lowest of them must be right.
  @inline(__always)
  private func firstIndex(from start: Int, _ marks: (UInt64) -> UInt64) -> Int? {
    let bytes = rawBytes
    var place = start
    while place < count {
      let found = marks(bytes.littleEndianWord(at: place))
      if found != 0 {
        let index = place + found.trailingZeroBitCount >> 3
        return index < count ? index : nil
      }
      place += 8
    }
    return nil
  }
}

/// Eight bytes in a word (Warren, Hacker's Delight, section 6-1). Above the lowest lane that is marked,
/// others may be marked that should not be.
private enum ByteLanes {
  static let ones: UInt64 = 0x0101_0101_0101_0101
  static let highs = ones &* 0x80
  static let quotes = ones &* 0x22
  static let backslashes = ones &* 0x5C
  static let ampersands = ones &* 0x26

  @inline(__always)
  static func zeros(_ word: UInt64) -> UInt64 { (word &- ones) & ~word & highs }

  /// - Parameter limit: at most 128.
  @inline(__always)
  static func below(_ limit: UInt64, _ word: UInt64) -> UInt64 {
    (word &- ones &* limit) & ~word & highs
  }
}
