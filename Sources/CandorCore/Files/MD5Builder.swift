import Crypto

/// An MD5 (RFC 1321) that grows piece by piece. It resists nobody; it is here because datasets and
/// lists name things by it.
public struct MD5Builder: Sendable {
  private var state = Insecure.MD5()

  public init() {}

  /// Adds bytes.
  public mutating func update(_ bytes: RawSpan) {
    SystemCalls.hash(bytes, into: &state)
  }

  /// The digest of all bytes so far, its first byte the most significant.
  public func finalize() -> UInt128 {
    state.finalize().reduce(0) { $0 << 8 | UInt128($1) }
  }
}
