import CandorCore

/// A Bloom filter in words of 64 bits: what is not in it is not in the list, for the price of one
/// memory access and without a SHA-256.
///
/// It holds the expressions of a list, and each of their hosts by itself: of most addresses it is asked
/// for the hosts only. Each sets four bits of one word. With four a word, one in some 300 strangers
/// passes.
enum ListFilter {
  /// For so many hashes.
  static func words(hashes: Int) -> Int { (hashes + 3) / 4 }

  static func word(of hash: UInt64, words: Int) -> Int {
    Int(truncatingIfNeeded: hash.multipliedFullWidth(by: UInt64(words)).high)
  }

  static func bits(of hash: UInt64) -> UInt64 {
    1 << (hash & 63) | 1 << (hash >> 6 & 63) | 1 << (hash >> 12 & 63) | 1 << (hash >> 18 & 63)
  }

  /// FNV-1a, 64 bits: a step.
  @inline(__always)
  static func step(_ hash: UInt64, _ byte: UInt8) -> UInt64 {
    (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01B3
  }

  static let start: UInt64 = 0xCBF2_9CE4_8422_2325

  /// The hash of an expression, from those of its host, read backwards, and of its path; mixed as
  /// SplitMix64 ends.
  @inline(__always)
  static func joined(host: UInt64, path: UInt64) -> UInt64 {
    SplitMix64.mixed(host ^ (path << 32 | path >> 32))
  }

  /// The hash of a host by itself, from the one of its bytes.
  @inline(__always)
  static func hash(ofHost host: UInt64) -> UInt64 { joined(host: host, path: start) }

  /// The hashes of an expression, a host and, from the first slash on, a path; and of its host.
  static func hashes(_ expression: Span<UInt8>) -> (expression: UInt64, host: UInt64) {
    let slash = expression.first(of: slash, from: 0)
    var (host, path) = (start, start)
    for index in (0..<slash).reversed() { host = step(host, expression[index]) }
    for index in slash..<expression.count { path = step(path, expression[index]) }
    return (joined(host: host, path: path), hash(ofHost: host))
  }

  private static let slash = ByteSet("/")
}
