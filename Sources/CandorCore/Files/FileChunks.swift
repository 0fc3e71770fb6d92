import SystemPackage

/// A file's bytes from start to end, a chunk at a time.
///
/// Unlike a mapped file, a file that is shortened while it is read ends early and does no harm.
package struct FileChunks: ~Copyable {
  package let path: FilePath
  private let descriptor: FileDescriptor

  private static let chunkBytes = 1 << 18

  /// Opens a regular file.
  ///
  /// - Throws: `notFound` if there is none, `mismatch` if it is a folder, a pipe or a device,
  ///   `inputOutput`.
  package init(_ path: FilePath) throws {
    let descriptor = try FileSystem.open(path)
    do {
      _ = try FileSystem.sizeOfRegularFile(descriptor, path)
    } catch {
      try? descriptor.close()
      throw error
    }
    self.path = path
    self.descriptor = descriptor
  }

  deinit { try? descriptor.close() }

  /// The next 256 KiB, or what is left; `nil` at the end.
  ///
  /// - Throws: `inputOutput`.
  package mutating func next() throws -> [UInt8]? {
    do {
      let chunk = try SystemCalls.read(
        descriptor, expecting: Self.chunkBytes, limit: Self.chunkBytes)
      return chunk.isEmpty ? nil : chunk
    } catch {
      throw CandorError(error, at: path, cannot: "be read")
    }
  }
}
