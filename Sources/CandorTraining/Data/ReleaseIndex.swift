import CandorCore
import CandorCorpus
import CandorRelease
import SystemPackage

/// The index of the documents that a release's parameters were made from. It is made when it is first
/// asked for, and kept among the release's working files, which no lock covers.
package enum ReleaseIndex {
  private static let name = "index"

  /// Whether there is a release in `folder`, and not an index.
  package static func isRelease(_ folder: FilePath) -> Bool {
    FileSystem.exists(folder.appending(ReleaseLock.fileName))
  }

  /// Opens the release's index, which is made if it is not there.
  ///
  /// - Throws: `mismatch` if the documents are not those in the release's lock; `malformed` or `mismatch`
  ///   if the list of documents that are hidden cannot be read, for nothing may show them again; as
  ///   `IndexBuilder`.
  package static func open(
    _ release: FilePath, pool: WorkerPool, progress: @escaping (IndexBuilder.Progress) -> Void
  ) throws -> SuffixIndex {
    let lock = try ReleaseLock(in: release)
    let folder = release.appending(ReleaseFolder.workingFolder).appending(name)
    do {
      let index = try SuffixIndex(folder)
      if index.manifest.dataset == lock.dataset?.digest { return index }
    } catch let error as CandorError {
      if error.location?.file == SuffixIndex.removedList(in: folder).string { throw error }
    }
    if FileSystem.exists(folder.appending("index.json")) { try SuffixIndex.remove(folder) }
    let recipe = try Recipe(release)
    var builder = try IndexBuilder(folder, pool: pool, progress: progress)
    try recipe.forEachDocument { try builder.add($0) }
    let manifest = try builder.finish()
    guard manifest.dataset == lock.dataset?.digest else {
      try SuffixIndex.remove(folder)
      throw CandorError(
        .mismatch,
        "the documents have digest `\(manifest.dataset.hex)`, and the release's lock says "
          + "`\(lock.dataset?.digest.hex ?? "nothing")`",
        hint: "see with `candor reproduce` what else differs", at: .init(file: release.string))
    }
    return try SuffixIndex(folder)
  }
}
