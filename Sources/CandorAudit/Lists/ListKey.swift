import CandorCore

/// An entry of a list: an MD5, or the first 16 bytes of a SHA-256, the first byte the most significant.
struct ListKey: Hashable, Comparable, Sendable {
  let bits: UInt128

  /// In a file.
  static let size = 16

  init(bits: UInt128) { self.bits = bits }

  init(_ digest: Digest) {
    bits = digest.bytes.prefix(Self.size).reduce(0) { $0 << 8 | UInt128($1) }
  }

  /// Of some bytes.
  init(sha256 bytes: Span<UInt8>) { self.init(Digest(of: bytes.rawBytes)) }

  init(md5 bytes: Span<UInt8>) {
    var builder = MD5Builder()
    builder.update(bytes.rawBytes)
    bits = builder.finalize()
  }

  /// The first 32 of hexadecimal digits, in either case; nil if they are others.
  init?(hexadecimal text: Span<UInt8>, _ range: Range<Int>) {
    guard range.count == 32 || range.count == 64 else { return nil }
    var bits: UInt128 = 0
    for index in range {
      guard let digit = ByteSet.hexadecimalValue(text[index]) else { return nil }
      if index < range.lowerBound + 32 { bits = bits << 4 | UInt128(digit) }
    }
    self.bits = bits
  }

  /// The key at `offset` of a list's file.
  init(_ bytes: RawSpan, at offset: Int) {
    bits =
      UInt128(bytes.littleEndianWord(at: offset).byteSwapped) << 64
      | UInt128(bytes.littleEndianWord(at: offset + 8).byteSwapped)
  }

  var bytes: [UInt8] {
    (0..<Self.size).map { UInt8(truncatingIfNeeded: bits >> UInt128(120 - 8 * $0)) }
  }

  static func < (first: ListKey, second: ListKey) -> Bool { first.bits < second.bits }
}
