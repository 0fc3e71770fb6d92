import CandorCore
import SystemPackage

/// A file as it stands on disk, still packed if it is compressed.
package struct FileDigest: Sendable, Equatable {
  package let path: FilePath
  package let byteCount: Int
  package let sha256: Digest

  /// Reads the whole file.
  ///
  /// - Throws: `notFound`, `inputOutput`; `mismatch` for a folder or a device.
  package init(of path: FilePath) throws {
    var chunks = try FileChunks(path)
    var builder = DigestBuilder()
    var byteCount = 0
    while let chunk = try chunks.next() {
      builder.update(chunk)
      byteCount += chunk.count
    }
    self.path = path
    self.byteCount = byteCount
    sha256 = builder.finalize()
  }
}
