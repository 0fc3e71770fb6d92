import SystemPackage

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
      modified: SystemCalls.microseconds(status.st_mtim),
      changed: SystemCalls.microseconds(status.st_ctim))
  }

  /// Whether both can be of one file that nobody has changed.
  package func agrees(with other: FileStamp) -> Bool {
    size == other.size && modified == other.modified
      && (changed == nil || other.changed == nil || changed == other.changed)
  }
}
