import Crypto

/// A SHA-256 that grows piece by piece; only the joined bytes count, not how they were cut.
public struct DigestBuilder: Sendable {
  private var state = SHA256()

  public init() {}

  /// Adds bytes.
  public mutating func update(_ bytes: RawSpan) {
    SystemCalls.hash(bytes, into: &state)
  }

  /// Adds bytes.
  public mutating func update(_ bytes: [UInt8]) {
    update(bytes.rawBytes)
  }

  /// Adds the UTF-8 bytes of `text`, without a length or an end mark.
  public mutating func update(_ text: String) {
    update(Array(text.utf8))
  }

  /// Adds four bytes, the least significant first.
  public mutating func update(_ value: UInt32) {
    update((0..<4).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) })
  }

  /// Adds eight bytes, the least significant first.
  public mutating func update(_ value: UInt64) {
    update((0..<8).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) })
  }

  /// The digest of all bytes so far; the builder can go on.
  public func finalize() -> Digest {
    var words = SIMD4<UInt64>()
    for (index, byte) in state.finalize().enumerated() {
      words[index / 8] = words[index / 8] << 8 | UInt64(byte)
    }
    return Digest(words: words)
  }
}
