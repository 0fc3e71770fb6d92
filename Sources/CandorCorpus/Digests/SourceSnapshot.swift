import CandorCore
import SystemPackage

/// The files of a run's input as they were before it, to show after it that none has changed.
package struct SourceSnapshot: Sendable, Equatable {
  package let files: [FileDigest]

  package init(of source: DocumentSource) throws {
    try self.init(of: source.files.map(\.path))
  }

  package init(of paths: [FilePath]) throws {
    files = try paths.map { try FileDigest(of: $0) }
  }

  /// Reads every file again.
  ///
  /// - Throws: `mismatch` naming the first file that is not what it was, or is gone.
  package func verifyUnchanged() throws {
    for file in files {
      let now: FileDigest
      do {
        now = try FileDigest(of: file.path)
      } catch {
        throw Self.changed(file, "it can no longer be read", cause: error)
      }
      if now.byteCount != file.byteCount {
        throw Self.changed(file, "it had \(file.byteCount) bytes and has \(now.byteCount)")
      }
      if now != file {
        throw Self.changed(file, "its SHA-256 was `\(file.sha256.hex)` and is `\(now.sha256.hex)`")
      }
    }
  }

  private static func changed(
    _ file: FileDigest, _ difference: String, cause: (any Error)? = nil
  ) -> CandorError {
    CandorError(
      .mismatch, "a data file changed during the run: \(difference)",
      hint: "keep the files as they are while a run reads them, and run again",
      at: .init(file: file.path.string), cause: cause)
  }
}
