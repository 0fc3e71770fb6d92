import CandorCore
import SystemPackage

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// A file that grows line by line while a run goes on.
///
/// Every `append` is handed to the system at once, so a killed process loses nothing that was
/// appended; `synchronise` makes it survive a power failure too.
package struct AppendingFile: ~Copyable {
  package let path: FilePath
  private let descriptor: FileDescriptor

  package init(creating path: FilePath) throws {
    let descriptor = try Self.open(path, options: [.create, .truncate])
    self.init(adopting: descriptor, at: path)
  }

  /// Keeps the first `count` bytes and drops the rest.
  package init(continuing path: FilePath, after count: Int) throws {
    let descriptor = try Self.open(path, options: [])
    do {
      try descriptor.resize(to: Int64(count))
      try descriptor.seek(offset: 0, from: .end)
    } catch {
      try? descriptor.close()
      throw CandorError(error, at: path, cannot: "be cut to \(count) bytes")
    }
    self.init(adopting: descriptor, at: path)
  }

  private init(adopting descriptor: FileDescriptor, at path: FilePath) {
    (self.descriptor, self.path) = (descriptor, path)
  }

  private static func open(
    _ path: FilePath, options: FileDescriptor.OpenOptions
  ) throws -> FileDescriptor {
    do {
      return try .open(
        path, .writeOnly, options: options.union(.closeOnExec),
        permissions: FilePermissions(rawValue: 0o666))
    } catch { throw CandorError(error, at: path, cannot: "be opened for writing") }
  }

  deinit { try? descriptor.close() }

  package func append(_ bytes: [UInt8]) throws {
    do { try descriptor.writeAll(bytes) } catch {
      throw CandorError(error, at: path, cannot: "be written")
    }
  }

  package func synchronise() throws {
    guard fsync(descriptor.rawValue) == 0 else {
      throw CandorError(Errno(rawValue: errno), at: path, cannot: "be written")
    }
  }
}
