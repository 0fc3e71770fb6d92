import CandorCore
import SystemPackage

/// The files of a dataset in the order in which their documents count.
///
/// A folder stands for the files anywhere below it, sorted by the bytes of their paths below the
/// folder; names that begin with a dot are passed over, and any other file must be one that can be
/// read. Files and folders named side by side keep the order in which they were named.
package struct DocumentSource: Sendable, Equatable {
  package let files: [SourceFile]
  package let limits: ReadingLimits

  /// - Throws: `notFound` for a missing path or a folder without files, `unsupported` for a file
  ///   that cannot be read, `usage` if two files would give their documents the same ids.
  package init(_ paths: [FilePath], options: ReadingOptions = ReadingOptions()) throws {
    limits = options.limits
    files = try paths.flatMap { try Self.files(at: $0, options) }
    try Self.checkNames(files)
  }

  /// Hands every document to `body`, in order.
  package func forEachDocument(_ body: (Document) throws -> Void) throws {
    for file in files {
      var reader = try DocumentReader(file, limits: limits)
      while let document = try reader.next() { try body(document) }
    }
  }

  /// Every document at once.
  /// - Memory: all of the text.
  package func documents() throws -> [Document] {
    var documents: [Document] = []
    try forEachDocument { documents.append($0) }
    return documents
  }

  /// The bytes of all files as they lie on disk.
  package func size() throws -> Int {
    try files.reduce(0) { try $0 + FileSystem.size($1.path) }
  }

  private static func checkNames(_ files: [SourceFile]) throws {
    var paths: [String: FilePath] = [:]
    for file in files {
      guard let other = paths.updateValue(file.path, forKey: file.name) else { continue }
      throw CandorError(
        .usage, "`\(other)` and `\(file.path)` would give their documents the same ids",
        hint: "name the folder that holds both, or rename one of them",
        at: file.location())
    }
  }
}
