import CandorCore

/// HMAC-SHA256 (RFC 2104): names bytes to whoever holds the key, and to nobody else.
package struct KeyedDigest: Sendable {
  private let inner: DigestBuilder
  private let outer: DigestBuilder
  private var state: DigestBuilder

  /// - Parameter key: of any length; 32 random bytes are right.
  package init(key: [UInt8]) {
    var block = key.count > 64 ? Digest(of: key).bytes : key
    block += [UInt8](repeating: 0, count: 64 - block.count)
    var (inner, outer) = (DigestBuilder(), DigestBuilder())
    inner.update(block.map { $0 ^ 0x36 })
    outer.update(block.map { $0 ^ 0x5C })
    (self.inner, self.outer, state) = (inner, outer, inner)
  }

  package mutating func update(_ bytes: [UInt8]) { state.update(bytes) }

  /// The digest of what was added since the last one.
  package mutating func finish() -> Digest {
    var result = outer
    result.update(state.finalize().bytes)
    state = inner
    return result.finalize()
  }
}
