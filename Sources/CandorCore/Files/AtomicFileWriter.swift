import Synchronization
import SystemPackage

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Writes a file piece by piece; the file appears under its name only when it is complete.
///
/// Bytes go to `.NAME.tmp-PID-N` in the same folder. `commit` makes them durable, renames, and makes
/// the folder durable, so at any moment, also after a crash, the name stands for the whole old file
/// or the whole new one. A writer that is dropped before removes its temporary file; a killed process
/// leaves it behind, until `removeLeftovers` finds it.
///
/// - Note: Each `append` is one system call: append kilobytes, not bytes.
public struct AtomicFileWriter: ~Copyable {
  public let path: FilePath
  let temporary: FilePath
  private let descriptor: FileDescriptor
  private var isCommitted = false

  private static let serial = Atomic<Int>(0)

  /// Opens the temporary file.
  ///
  /// - Throws: `notFound` if the folder is missing, `inputOutput` if it cannot be written,
  ///   `usage` if `path` names no file.
  public init(to path: FilePath) throws {
    guard let name = path.lastComponent, name.kind == .regular else {
      throw CandorError(.usage, "`\(path)` does not name a file to write")
    }
    while true {
      let number = Self.serial.wrappingAdd(1, ordering: .relaxed).newValue
      let temporary = path.removingLastComponent()
        .appending(".\(name.string).tmp-\(getpid())-\(number)")
      do {
        let descriptor = try FileDescriptor.open(
          temporary, .writeOnly, options: [.create, .exclusiveCreate, .closeOnExec],
          permissions: FilePermissions(rawValue: 0o666))
        self.init(adopting: descriptor, at: temporary, for: path)
        return
      } catch Errno.fileExists {
        // Left by a killed process that had our number: take the next name.
        continue
      } catch {
        throw CandorError(error, at: path, cannot: "be written")
      }
    }
  }

  /// Takes over an open temporary file.
  package init(adopting descriptor: FileDescriptor, at temporary: FilePath, for path: FilePath) {
    self.descriptor = descriptor
    self.temporary = temporary
    self.path = path
  }

  deinit {
    try? descriptor.close()
    if !isCommitted { try? SystemCalls.removeFile(temporary) }
  }

  /// Adds bytes at the end.
  ///
  /// - Throws: `inputOutput`, for instance when the disk is full.
  public mutating func append(_ bytes: RawSpan) throws {
    do {
      try SystemCalls.writeAll(bytes, to: descriptor)
    } catch {
      throw CandorError(error, at: path, cannot: "be written")
    }
  }

  /// Adds bytes at the end; see the other `append`.
  public mutating func append(_ bytes: [UInt8]) throws {
    try append(bytes.rawBytes)
  }

  /// Gives the file its name. What had the name before is replaced.
  ///
  /// - Parameter check: is shown the complete file under its temporary name first, and throws where
  ///   that is not as it should be.
  /// - Throws: `inputOutput`; then the old file is untouched and the temporary one removed. Only if
  ///   the very last step fails, making the folder durable, is the new file already in place.
  public consuming func commit(after check: (FilePath) throws -> Void = { _ in }) throws {
    try check(temporary)
    do {
      try SystemCalls.synchronise(descriptor)
      try SystemCalls.rename(temporary, to: path)
      isCommitted = true
      try Self.synchroniseFolder(of: path)
    } catch {
      throw CandorError(error, at: path, cannot: "be written")
    }
  }

  /// Removes what killed writers left in `folder` and the folders below it.
  ///
  /// - Precondition: nobody else is writing there.
  /// - Throws: `notFound`, `inputOutput`.
  package static func removeLeftovers(in folder: FilePath) throws {
    for name in try FileSystem.list(folder) {
      let path = folder.appending(name)
      if FileSystem.isFolder(path) {
        try removeLeftovers(in: path)
      } else if name.wholeMatch(of: /\..+\.tmp-[0-9]+-[0-9]+/) != nil {
        try FileSystem.remove(path)
      }
    }
  }

  private static func synchroniseFolder(of path: FilePath) throws {
    let parent = path.removingLastComponent()
    let folder = try FileDescriptor.open(
      parent.isEmpty ? "." : parent, .readOnly, options: [.directory, .closeOnExec])
    defer { try? folder.close() }
    do {
      try SystemCalls.synchronise(folder)
    } catch .invalidArgument {
      // Some network file systems cannot synchronise a folder.
    }
  }
}
