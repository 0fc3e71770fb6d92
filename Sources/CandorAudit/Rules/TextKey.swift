import CandorCore

/// What two texts share that differ in nothing but the case of ASCII letters and in white space: the
/// first 16 bytes of the SHA-256 of the text with those folded.
struct TextKey: Hashable, Comparable, Sendable, Codable {
  private let high: UInt64
  private let low: UInt64

  /// What each byte counts as: white space as a space, capitals as small letters.
  private static let folding: [UInt8] = (0...UInt8.max).map { byte in
    ByteSet.space.contains(byte) ? 0x20 : ByteSet.capitals.contains(byte) ? byte | 0x20 : byte
  }

  /// nil for a text of nothing but white space.
  init?(_ text: Span<UInt8>) {
    var folded: [UInt8] = []
    folded.reserveCapacity(text.count)
    var isAfterSpace = true
    let folding = Self.folding.span
    for index in 0..<text.count {
      let byte = folding[Int(text[index])]
      let isSpace = byte == 0x20
      if !isSpace || !isAfterSpace { folded.append(byte) }
      isAfterSpace = isSpace
    }
    if isAfterSpace, !folded.isEmpty { folded.removeLast() }
    guard !folded.isEmpty else { return nil }
    let bytes = Digest(of: folded).bytes
    func word(_ start: Int) -> UInt64 {
      bytes[start..<start + 8].reduce(0) { $0 << 8 | UInt64($1) }
    }
    (high, low) = (word(0), word(8))
  }

  static func < (first: TextKey, second: TextKey) -> Bool {
    (first.high, first.low) < (second.high, second.low)
  }
}
