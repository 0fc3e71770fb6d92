import CandorCore
import SystemPackage

/// Everything that lies in a folder, by its name relative to it; links are listed, never followed.
///
/// A single file is listed as if it lay alone in its folder, and a link of the Hub's cache as the file
/// in the cache's store that it stands for (`CacheSnapshot`).
package struct FolderListing: Sendable {
  package enum Kind: Sendable, Equatable {
    case file
    /// A symbolic link; what it leads to is not part of the folder.
    case link(toFile: Bool)
    /// A pipe, a socket, a device.
    case special
  }

  package struct Entry: Sendable, Equatable {
    /// With `/`, without a leading one.
    package let name: String
    package let kind: Kind
    /// Of a file, or of the file a link leads to.
    package let bytes: Int
  }

  package let root: FilePath
  /// Whether a single file was named instead of a folder.
  package let isSingleFile: Bool
  /// All but folders, in the order of their names' bytes.
  package let entries: [Entry]
  /// Where the bytes of files lie that are links of the Hub's cache.
  private let stored: [String: FilePath]

  private static let depthLimit = 64
  private static let countLimit = 1_000_000

  /// - Throws: `notFound`; `malformed` for a name that is not UTF-8; `limitExceeded` beyond a million
  ///   files or 64 levels; `inputOutput`.
  package init(_ path: FilePath) throws {
    var entries: [Entry] = []
    isSingleFile = !FileSystem.isFolder(path)
    if isSingleFile {
      guard let name = path.lastComponent?.string else {
        throw CandorError(.usage, "`\(path)` names no file or folder")
      }
      root = path.removingLastComponent()
      _ = try FileSystem.size(path)
      if let entry = try Self.entry(name, at: path) { entries.append(entry) }
    } else {
      root = path
      try Self.collect(path, prefix: "", depth: 1, into: &entries)
    }
    var stored: [String: FilePath] = [:]
    if !isSingleFile, let snapshot = CacheSnapshot(path) {
      for (index, entry) in entries.enumerated() where entry.kind == .link(toFile: true) {
        guard let file = snapshot.file(of: entry.name) else { continue }
        entries[index] = Entry(name: entry.name, kind: .file, bytes: file.bytes)
        stored[entry.name] = file.path
      }
    }
    self.stored = stored
    self.entries = entries.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
  }

  package func path(of name: String) -> FilePath {
    name.split(separator: "/").reduce(into: root) { $0.append(String($1)) }
  }

  /// Where the bytes of a file are read that must not be a link.
  func place(of name: String) -> FilePath { stored[name] ?? path(of: name) }

  private static func collect(
    _ folder: FilePath, prefix: String, depth: Int, into entries: inout [Entry]
  ) throws {
    for name in try FileSystem.list(folder) {
      let place = folder.appending(name)
      // A name that is no UTF-8 was repaired and stands for no file any more.
      guard !name.contains("\u{FFFD}") else {
        throw CandorError(
          .malformed, "a file name is not valid UTF-8", hint: "rename it",
          at: .init(file: place.string))
      }
      if let entry = try entry(prefix + name, at: place) {
        entries.append(entry)
      } else {
        try collect(place, prefix: "\(prefix)\(name)/", depth: depth + 1, into: &entries)
      }
      guard depth <= depthLimit, entries.count <= countLimit else {
        throw CandorError(
          .limitExceeded,
          "there are more than \(countLimit) files or \(depthLimit) levels of folders",
          at: .init(file: folder.string))
      }
    }
  }

  /// Nil for a folder.
  private static func entry(_ name: String, at place: FilePath) throws -> Entry? {
    let status: Stat
    do {
      status = try Stat(place, followTargetSymlink: false)
    } catch {
      throw CandorError(error, at: place, cannot: "be examined")
    }
    switch status.type {
    case .directory: return nil
    case .regular: return Entry(name: name, kind: .file, bytes: Int(clamping: status.size))
    case .symbolicLink:
      let target = try? Stat(place)
      let isFile = target?.type == .regular
      return Entry(
        name: name, kind: .link(toFile: isFile),
        bytes: isFile ? Int(clamping: target?.size ?? 0) : 0)
    default: return Entry(name: name, kind: .special, bytes: 0)
    }
  }
}
