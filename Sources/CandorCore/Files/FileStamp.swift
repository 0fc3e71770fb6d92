import SystemPackage

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// What the system says of a file without reading it: enough to notice that it was written to or replaced.
///
/// Times are microseconds since 1970. Who writes and then sets the time of modification back changes
/// `changed` all the same, which nobody can set.
package struct FileStamp: Sendable, Equatable {
  /// In bytes.
  package let size: Int
  /// When the bytes were last written.
  package let modified: Int
  /// When anything of the file was last changed, its name too; nil where that is not known, as of a file on
  /// another machine.
  package let changed: Int?

  package init(size: Int, modified: Int, changed: Int? = nil) {
    self.size = size
    self.modified = modified
    self.changed = changed
  }

  /// - Throws: `notFound`, `inputOutput`.
  package init(of path: FilePath) throws {
    let status: Stat
    do {
      status = try Stat(path)
    } catch {
      throw CandorError(error, at: path, cannot: "be measured")
    }
    self.init(
      size: Int(clamping: status.size),
      modified: Self.microseconds(status.st_mtim.tv_sec, status.st_mtim.tv_nsec),
      changed: Self.microseconds(status.st_ctim.tv_sec, status.st_ctim.tv_nsec))
  }

  /// Whether both can be of one file that nobody has changed.
  package func agrees(with other: FileStamp) -> Bool {
    size == other.size && modified == other.modified
      && (changed == nil || other.changed == nil || changed == other.changed)
  }

  private static func microseconds(_ seconds: Int, _ nanoseconds: Int) -> Int {
    seconds &* 1_000_000 &+ nanoseconds / 1000
  }
}
