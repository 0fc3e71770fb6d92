import SystemPackage

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Claims a file for one process: while this lives, no other claim on the same file succeeds.
///
/// The system gives the file free when the process ends, however it ends. The file stays, empty;
/// that it is there means nothing.
package struct FileLock: ~Copyable {
  private let descriptor: FileDescriptor

  /// Makes the file if need be and claims it without waiting.
  ///
  /// - Parameter claimant: who would hold it already, for the message: "another run".
  /// - Throws: `inputOutput` if it is taken or cannot be made; `notFound` if its folder is missing.
  package init(_ path: FilePath, against claimant: String) throws {
    let file: FileDescriptor
    do {
      file = try .open(
        path, .writeOnly, options: [.create, .closeOnExec],
        permissions: FilePermissions(rawValue: 0o666))
    } catch {
      throw CandorError(error, at: path, cannot: "be opened for writing")
    }
    // Some network file systems have no locks; then there is no claim, and no protection either.
    if flock(file.rawValue, LOCK_EX | LOCK_NB) != 0, Errno(rawValue: errno) == .wouldBlock {
      try? file.close()
      throw CandorError(
        .inputOutput, "\(claimant) is at work here",
        hint: "wait until it has ended, or use another folder", at: .init(file: path.string))
    }
    descriptor = file
  }

  deinit { try? descriptor.close() }
}
