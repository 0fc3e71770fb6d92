import CandorCore
import SystemPackage

/// A folder of the Hugging Face Hub's cache, whose files are links into a store beside it:
///
///     models--ORGANISATION--NAME/blobs/DIGEST
///     models--ORGANISATION--NAME/snapshots/REVISION/config.json → ../../blobs/DIGEST
///
/// Such a link stands for its file, and no other link does: it leads into the store of its own
/// repository, by a relative path, to a regular file that lies there under its own name.
package struct CacheSnapshot: Sendable {
  private let folder: FilePath
  private let store: FilePath

  /// - Returns: nil where the folder is no snapshot.
  package init?(_ path: FilePath) {
    folder = (FileSystem.workingFolder() ?? "/").pushing(path).lexicallyNormalized()
    let snapshots = folder.removingLastComponent()
    store = snapshots.removingLastComponent().appending("blobs")
    guard snapshots.lastComponent?.string == "snapshots",
      (try? Stat(store, followTargetSymlink: false))?.type == .directory
    else { return nil }
  }

  /// The file that a link stands for, and its size; nil for a link that leads elsewhere.
  ///
  /// - Parameter name: of the link, relative to the folder.
  package func file(of name: String) -> (path: FilePath, bytes: Int)? {
    let link = name.split(separator: "/").reduce(into: folder) { $0.append(String($1)) }
    guard let target = FileSystem.linkTarget(link), target.isRelative else { return nil }
    let path = link.removingLastComponent().pushing(target).lexicallyNormalized()
    guard path.removingLastComponent() == store,
      let file = try? Stat(path, followTargetSymlink: false), file.type == .regular,
      // What the system finds by the link is that file, whatever folders it goes through.
      let found = try? Stat(link), found.inode == file.inode, found.deviceID == file.deviceID
    else { return nil }
    return (path, Int(clamping: file.size))
  }
}
