import CandorCore

/// A PDQ hash of an image: 256 bits, of which few differ between an image and its copies in other sizes
/// and encodings (<https://github.com/facebook/ThreatExchange/tree/main/pdq>).
package struct PDQHash: Hashable, Comparable, Sendable {
  /// Hashes that differ in no more bits are of one image, as its makers advise.
  package static let reach = 31
  /// Of an image of less quality, from 0 to 100, the hash says nothing.
  static let leastQuality = 50.0
  /// In a file.
  static let size = 32

  /// The first bit is the most significant of the first word.
  let words: SIMD4<UInt64>

  package init(_ words: SIMD4<UInt64>) { self.words = words }

  /// 64 hexadecimal digits in either case; nil for anything else.
  package init?(hexadecimal text: Span<UInt8>) {
    guard text.count == 64 else { return nil }
    var words = SIMD4<UInt64>()
    for index in 0..<64 {
      guard let digit = ByteSet.hexadecimalValue(text[index]) else { return nil }
      words[index >> 4] = words[index >> 4] << 4 | UInt64(digit)
    }
    self.words = words
  }

  /// The hash at `offset` of a list's file.
  init(_ bytes: RawSpan, at offset: Int) {
    var words = SIMD4<UInt64>()
    for index in 0..<4 {
      words[index] = bytes.littleEndianWord(at: offset + 8 * index).byteSwapped
    }
    self.words = words
  }

  var bytes: [UInt8] {
    (0..<Self.size).map { UInt8(truncatingIfNeeded: words[$0 >> 3] >> UInt64(56 - 8 * ($0 & 7))) }
  }

  package var hexadecimal: String {
    bytes.map { byte in
      let digits = String(byte, radix: 16)
      return byte < 16 ? "0" + digits : digits
    }.joined()
  }

  /// Whether about half of the bits are ones, as of every image with something on it.
  var isTelling: Bool { 64...192 ~= ones }

  private var ones: Int { (0..<4).reduce(0) { $0 + words[$1].nonzeroBitCount } }

  /// One of the 16 runs of 16 bits.
  @inline(__always)
  func slot(_ number: Int) -> Int {
    Int(truncatingIfNeeded: words[number >> 2] >> UInt64(48 - 16 * (number & 3))) & 0xFFFF
  }

  /// Whether the two differ in at most ``reach`` bits.
  @inline(__always)
  package func isNear(_ other: PDQHash) -> Bool {
    let bits = words ^ other.words
    let half = bits[0].nonzeroBitCount + bits[1].nonzeroBitCount
    return half <= Self.reach
      && half + bits[2].nonzeroBitCount + bits[3].nonzeroBitCount <= Self.reach
  }

  /// The hash with some bits turned.
  package func differing(in bits: SIMD4<UInt64>) -> PDQHash { PDQHash(words ^ bits) }

  package static func < (first: PDQHash, second: PDQHash) -> Bool {
    for index in 0..<4 where first.words[index] != second.words[index] {
      return first.words[index] < second.words[index]
    }
    return false
  }
}
