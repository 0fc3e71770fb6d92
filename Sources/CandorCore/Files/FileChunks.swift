import SystemPackage

/// A file's bytes from start to end, a chunk at a time.
///
/// Unlike a mapped file, a file that is shortened while it is read ends early and does no harm.
package struct FileChunks: ~Copyable {
  package let path: FilePath
  private let descriptor: FileDescriptor

  private static let chunkBytes = 1 << 18

  private var left: Int

  /// Opens a regular file.
  ///
  /// - Parameters:
  ///   - range: the bytes to read; those behind the file's end are not there.
  ///   - followsLinks: whether `path` may be a link to the file.
  /// - Throws: `notFound` if there is none, `mismatch` if it is a folder, a pipe or a device,
  ///   `inputOutput`.
  package init(
    _ path: FilePath, range: Range<Int> = 0..<Int.max, followsLinks: Bool = true
  ) throws {
    let descriptor = try FileSystem.open(path, followsLinks: followsLinks)
    do {
      _ = try FileSystem.sizeOfRegularFile(descriptor, path)
      if range.lowerBound > 0 {
        try descriptor.seek(offset: Int64(range.lowerBound), from: .start)
      }
    } catch {
      try? descriptor.close()
      throw error is CandorError ? error : CandorError(error, at: path, cannot: "be read")
    }
    self.path = path
    self.descriptor = descriptor
    left = range.count
  }

  deinit { try? descriptor.close() }

  /// The next 256 KiB, or what is left; `nil` at the end.
  ///
  /// - Throws: `inputOutput`.
  package mutating func next() throws -> [UInt8]? {
    let most = min(left, Self.chunkBytes)
    do {
      let chunk = try SystemCalls.read(descriptor, expecting: most, limit: most)
      left -= chunk.count
      return chunk.isEmpty ? nil : chunk
    } catch {
      throw CandorError(error, at: path, cannot: "be read")
    }
  }
}
