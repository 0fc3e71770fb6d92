import SystemPackage

/// The SHA-256 of some bytes (FIPS 180-4): 32 bytes that name them.
public struct Digest: Hashable, Sendable {
  /// The 32 bytes as four words, each most significant byte first.
  private let words: SIMD4<UInt64>

  init(words: SIMD4<UInt64>) { self.words = words }

  /// A digest from its 32 bytes; nil if there are not 32.
  public init?(bytes: [UInt8]) {
    guard bytes.count == 32 else { return nil }
    var words = SIMD4<UInt64>()
    for (index, byte) in bytes.enumerated() {
      words[index / 8] = words[index / 8] << 8 | UInt64(byte)
    }
    self.words = words
  }

  /// The 32 bytes.
  public var bytes: [UInt8] {
    (0..<32).map { UInt8(truncatingIfNeeded: words[$0 / 8] >> (56 - 8 * ($0 % 8))) }
  }
}

extension Digest {
  /// The digest of `bytes`.
  public init(of bytes: RawSpan) {
    var builder = DigestBuilder()
    builder.update(bytes)
    self = builder.finalize()
  }

  /// The digest of `bytes`.
  public init(of bytes: [UInt8]) {
    self.init(of: bytes.rawBytes)
  }

  /// The digest of the UTF-8 bytes of `text`.
  public init(of text: String) {
    self.init(of: Array(text.utf8))
  }

  /// The digest of a file's bytes.
  ///
  /// - Throws: as `MappedFile.init`.
  public static func ofFile(_ path: FilePath) throws -> Digest {
    // A named file: the compiler (6.3.1) miscompiles a span of a temporary one.
    let file = try MappedFile(path)
    return Digest(of: file.bytes)
  }
}

extension Digest: CustomStringConvertible {
  /// 64 lower-case hexadecimal digits.
  public var hex: String {
    let digits = Array("0123456789abcdef".utf8)
    return String(
      decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
  }

  public var description: String { hex }

  /// A digest from exactly 64 lower-case hexadecimal digits; nil for any other text.
  public init?(hex: String) {
    let digits = hex.utf8.map { digit in
      switch digit {
      case UInt8(ascii: "0")...UInt8(ascii: "9"): digit - UInt8(ascii: "0")
      case UInt8(ascii: "a")...UInt8(ascii: "f"): digit - UInt8(ascii: "a") + 10
      default: UInt8.max
      }
    }
    guard digits.count == 64, !digits.contains(.max) else { return nil }
    self.init(bytes: (0..<32).map { digits[2 * $0] << 4 | digits[2 * $0 + 1] })
  }
}
