import CandorCore

/// The 512 bytes before each file of a ustar archive (POSIX.1-1988, section 10.1.1).
struct TapeHeader {
  static let blockBytes = 512

  let encoded: [UInt8]

  /// - Throws: `limitExceeded` when the path, size or time does not fit its field.
  init(path: ReleasePath, bytes: Int, isExecutable: Bool, modificationTime: UInt64) throws {
    guard let (folders, name) = Self.split(path) else {
      throw CandorError(
        .limitExceeded, "`\(path)` is too long for a ustar archive",
        hint: "names may have 100 bytes, the folders before them 155")
    }
    guard bytes < 1 << 33, modificationTime < 1 << 33 else {
      throw CandorError(
        .limitExceeded, "size or time of `\(path)` needs more than 33 bits, which ustar lacks")
    }
    var block = [UInt8](repeating: 0, count: Self.blockBytes)
    func put(_ text: some Sequence<UInt8>, at offset: Int) {
      for (index, byte) in text.enumerated() { block[offset + index] = byte }
    }
    put(name, at: 0)
    put(Self.octal(isExecutable ? 0o755 : 0o644, digits: 7), at: 100)
    put(Self.octal(0, digits: 7), at: 108)  // owner
    put(Self.octal(0, digits: 7), at: 116)  // group
    put(Self.octal(UInt64(clamping: bytes), digits: 11), at: 124)
    put(Self.octal(modificationTime, digits: 11), at: 136)
    put("        ".utf8, at: 148)  // the checksum counts its own field as spaces
    put("0".utf8, at: 156)  // a plain file
    put("ustar\u{0}00".utf8, at: 257)
    put(Self.octal(0, digits: 7), at: 329)
    put(Self.octal(0, digits: 7), at: 337)
    put(folders, at: 345)
    let sum = block.reduce(UInt64(0)) { $0 + UInt64($1) }
    put(Self.octal(sum, digits: 6) + [0, UInt8(ascii: " ")], at: 148)
    encoded = block
  }

  /// The zeros that fill the last block of a file.
  static func padding(after bytes: Int) -> [UInt8] {
    [UInt8](repeating: 0, count: (blockBytes - bytes % blockBytes) % blockBytes)
  }

  private static func octal(_ value: UInt64, digits: Int) -> [UInt8] {
    let text = String(value, radix: 8)
    return Array((String(repeating: "0", count: digits - text.utf8.count) + text).utf8)
  }

  /// The name field if the path fits it; else the shortest folder part that makes both fit.
  private static func split(_ path: ReleasePath) -> (folders: [UInt8], name: [UInt8])? {
    let bytes = Array(path.text.utf8)
    if bytes.count <= 100 { return ([], bytes) }
    let slash = bytes.indices.first {
      bytes[$0] == UInt8(ascii: "/") && $0 <= 155 && bytes.count - $0 - 1 <= 100
    }
    return slash.map { (Array(bytes[..<$0]), Array(bytes[($0 + 1)...])) }
  }
}
