import CandorCore
import Synchronization
import SystemPackage

/// A file of a folder, or a part of one, whose bytes a digest names.
package struct FileSlice: Hashable, Sendable {
  package let name: String
  /// Nil for the whole file.
  package var range: Range<Int>?

  package init(_ name: String, range: Range<Int>? = nil) {
    (self.name, self.range) = (name, range)
  }
}

extension FolderListing {
  /// Digests slices of files on all threads of the pool, large ones first.
  ///
  /// - Parameter followsLinks: whether a link stands for the file it leads to.
  /// - Throws: `inputOutput`; `notFound` for a file that has gone since it was listed.
  /// - Complexity: reads every byte once, 256 KiB at a time on each thread.
  package func digests(
    of slices: Set<FileSlice>, followsLinks: Bool, using pool: WorkerPool
  ) throws -> [FileSlice: Digest] {
    let sizes = Dictionary(uniqueKeysWithValues: entries.map { ($0.name, $0.bytes) })
    let work = slices.map { ($0, $0.range?.count ?? sizes[$0.name] ?? 0) }
      .sorted { $0.1 > $1.1 }.map(\.0)
    let results = Mutex<[FileSlice: Result<Digest, any Error>]>([:])
    pool.run(work.count) { index in
      let slice = work[index]
      let result = Result { try digest(of: slice, followsLinks: followsLinks) }
      results.withLock { $0[slice] = result }
    }
    return try results.withLock { try $0.mapValues { try $0.get() } }
  }

  private func digest(of slice: FileSlice, followsLinks: Bool) throws -> Digest {
    var chunks = try FileChunks(
      place(of: slice.name), range: slice.range ?? 0..<Int.max, followsLinks: followsLinks)
    var builder = DigestBuilder()
    while let chunk = try chunks.next() { builder.update(chunk) }
    return builder.finalize()
  }
}
