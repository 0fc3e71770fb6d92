/// What a reader refuses to hold or to unpack, so that a hostile file cannot exhaust memory or disk.
package struct ReadingLimits: Sendable, Equatable {
  /// The longest line, record or document, in bytes.
  package var documentBytes: Int

  /// The most bytes one compressed file may unpack to.
  package var unpackedBytes: Int

  /// The most bytes unpacked for each compressed byte, once ``ratioFreeBytes`` have come out.
  /// Deflate reaches 1,032; English text stays below 10.
  package var unpackedRatio: Int

  /// Small files may be as repetitive as they like.
  package static let ratioFreeBytes = 16 << 20

  package init(
    documentBytes: Int = 1 << 30, unpackedBytes: Int = 1 << 40, unpackedRatio: Int = 200
  ) {
    self.documentBytes = documentBytes
    self.unpackedBytes = unpackedBytes
    self.unpackedRatio = unpackedRatio
  }
}
