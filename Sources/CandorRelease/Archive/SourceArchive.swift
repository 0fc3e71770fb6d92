import CandorCore
import SystemPackage

/// Writes `source.tar`: a source tree as one file whose bytes depend on the tree alone.
///
/// The format is POSIX ustar without compression, which every `tar` reads. Files are in the order of
/// their paths' bytes; owner, group and times are fixed; folders have no entries of their own.
public enum SourceArchive {
  public static let fileName = "source.tar"

  /// Archives the named parts of a source tree.
  ///
  /// - Parameters:
  ///   - root: the folder of the source tree.
  ///   - names: files and folders below `root`; a name that is not there is left out, so that one
  ///     list serves several trees. Below them, folders whose name begins with a dot are
  ///     skipped.
  ///   - modificationTime: seconds since 1970 for every entry; `SOURCE_DATE_EPOCH` is meant for it.
  /// - Returns: the paths in the archive, and the SHA-256 of its bytes.
  /// - Throws: `malformed` for links, devices and unfit names; `limitExceeded` for a path that ustar
  ///   cannot hold (a name above 100 bytes, folders above 155) or a file of 8 GiB; `notFound` when
  ///   none of the names is there; `inputOutput`.
  public static func write(
    _ names: [String], of root: FilePath, to archive: FilePath, modificationTime: UInt64 = 0
  ) throws -> (paths: [ReleasePath], digest: Digest) {
    var entries: [Entry] = []
    for name in names { try collect(ReleasePath(name), in: root, depth: 1, into: &entries) }
    entries.sort { $0.path < $1.path }
    guard !entries.isEmpty else {
      throw CandorError(.notFound, "nothing to archive here", at: .init(file: root.string))
    }
    for (first, second) in zip(entries, entries.dropFirst()) where first.path == second.path {
      throw CandorError(.usage, "`\(first.path)` is named twice", at: .init(file: root.string))
    }
    var writer = try AtomicFileWriter(to: archive)
    var digest = DigestBuilder()
    func put(_ bytes: [UInt8], _ writer: inout AtomicFileWriter) throws {
      digest.update(bytes)
      try writer.append(bytes)
    }
    for entry in entries {
      let file = try MappedFile(entry.path.resolved(in: root))
      let header = try TapeHeader(
        path: entry.path, bytes: file.count, isExecutable: entry.isExecutable,
        modificationTime: modificationTime)
      try put(header.encoded, &writer)
      digest.update(file.bytes)
      try writer.append(file.bytes)
      try put(TapeHeader.padding(after: file.count), &writer)
    }
    try put([UInt8](repeating: 0, count: 2 * TapeHeader.blockBytes), &writer)
    try writer.commit()
    return (entries.map(\.path), digest.finalize())
  }

  private struct Entry {
    let path: ReleasePath
    let isExecutable: Bool
  }

  private static func collect(
    _ path: ReleasePath, in root: FilePath, depth: Int, into entries: inout [Entry]
  ) throws {
    let place = path.resolved(in: root)
    guard depth <= ReleaseFolder.depthLimit else {
      throw CandorError(
        .limitExceeded, "folders are nested too deep", at: .init(file: place.string))
    }
    let status: Stat
    do {
      status = try Stat(place, followTargetSymlink: false)
    } catch Errno.noSuchFileOrDirectory {
      return
    } catch {
      throw CandorError(error, at: place, cannot: "be examined")
    }
    switch status.type {
    case .regular:
      entries.append(
        Entry(path: path, isExecutable: status.permissions.contains(.ownerExecute)))
    case .directory:
      for name in try FileSystem.list(place) {
        let below = try ReleasePath("\(path)/\(name)", at: .init(file: place.string))
        if name.hasPrefix("."), FileSystem.isFolder(below.resolved(in: root)) { continue }
        try collect(below, in: root, depth: depth + 1, into: &entries)
      }
    default:
      throw CandorError(
        .malformed, "only plain files can be archived", hint: "remove the link or device",
        at: .init(file: place.string))
    }
  }
}
