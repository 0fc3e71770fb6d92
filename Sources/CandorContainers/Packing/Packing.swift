/// How a file is compressed; read off the last ending of its name.
package enum Packing: String, Sendable, CaseIterable {
  case gzip, zstandard, xz, bzip2

  /// nil for a name that says that the file is plain.
  package init?(name: String) {
    guard let packing = Self.allCases.first(where: { name.hasSuffix($0.ending) }) else {
      return nil
    }
    self = packing
  }

  /// A name without the ending of a packing.
  package static func unpackedName(_ name: String) -> String {
    Packing(name: name).map { String(name.dropLast($0.ending.count)) } ?? name
  }

  package var ending: String {
    switch self {
    case .gzip: ".gz"
    case .zstandard: ".zst"
    case .xz: ".xz"
    case .bzip2: ".bz2"
    }
  }

  /// The program that tests such a file with `-t`.
  package var tool: String {
    switch self {
    case .gzip: "gzip"
    case .zstandard: "zstd"
    case .xz: "xz"
    case .bzip2: "bzip2"
    }
  }

  var library: String {
    switch self {
    case .gzip: "zlib"
    case .zstandard: "libzstd"
    case .xz: "liblzma"
    case .bzip2: "libbz2"
    }
  }

  var debianPackage: String {
    switch self {
    case .gzip: "zlib1g"
    case .zstandard: "libzstd1"
    case .xz: "liblzma5"
    case .bzip2: "libbz2-1.0"
    }
  }

  /// What unpacks such a file, with the system's library.
  ///
  /// - Parameter window: the most bytes of history that a file may ask for.
  /// - Throws: `unavailable` where the system lacks the library.
  package func unpacker(window: Int = 1 << 31) throws -> any Unpacker {
    switch self {
    case .gzip: try Inflater(Zlib.load())
    case .zstandard: try ZstandardDecoder(Zstandard.load(), window: window)
    case .xz: try XZDecoder(LZMA.load(), memory: window + (64 << 20))
    case .bzip2: try Bzip2Decoder(Bzip2.load())
    }
  }

  /// The first bytes of a member, each within a range; one of these.
  private var memberStarts: [[ClosedRange<UInt8>]] {
    func exactly(_ bytes: [UInt8]) -> [ClosedRange<UInt8>] { bytes.map { $0...$0 } }
    return switch self {
    case .gzip: [exactly([0x1F, 0x8B, 0x08])]
    // The second is a frame to be skipped.
    case .zstandard:
      [exactly([0x28, 0xB5, 0x2F, 0xFD]), [0x50...0x5F] + exactly([0x2A, 0x4D, 0x18])]
    case .xz: [exactly([0xFD, 0x37, 0x7A, 0x58, 0x5A, 0x00])]
    case .bzip2:
      [
        exactly([0x42, 0x5A, 0x68]) + [0x31...0x39]
          + exactly([0x31, 0x41, 0x59, 0x26, 0x53, 0x59]),
        // An empty member has its end where others have a block.
        exactly([0x42, 0x5A, 0x68]) + [0x31...0x39]
          + exactly([0x17, 0x72, 0x45, 0x38, 0x50, 0x90]),
      ]
    }
  }

  /// The first place from `start` on where a member begins, or where what is left of `bytes` may be
  /// the first bytes of one; the end if there is none.
  package func memberStart(in bytes: borrowing [UInt8], from start: Int) -> Int {
    let patterns = memberStarts
    for place in start..<bytes.count {
      for pattern in patterns where pattern[0].contains(bytes[place]) {
        let length = min(pattern.count, bytes.count - place)
        if (0..<length).allSatisfy({ pattern[$0].contains(bytes[place + $0]) }) { return place }
      }
    }
    return bytes.count
  }

  /// Whether zeros may stand between members.
  package var isPaddedWithZeros: Bool { self == .xz }
}
