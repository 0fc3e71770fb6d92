import CandorCore
import SystemPackage

extension DocumentSource {
  /// Folders deeper than this are taken for a loop of links.
  private static let maximumDepth = 64

  static func files(at path: FilePath, _ options: ReadingOptions) throws -> [SourceFile] {
    guard FileSystem.isFolder(path) else {
      guard FileSystem.exists(path), let name = path.lastComponent?.string else {
        throw CandorError(
          .notFound, "there is no such data file", hint: "look for a misspelt path",
          at: .init(file: path.string))
      }
      return [try SourceFile(path, name: name, options: options)]
    }
    let names = try names(below: path, depth: 0)
    guard !names.isEmpty else {
      throw CandorError(
        .notFound, "the folder holds no data files",
        hint: "put `.txt` or `.jsonl` files there, packed or not",
        at: .init(file: path.string))
    }
    return try names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
      .map { try SourceFile(path.pushing(FilePath($0)), name: $0, options: options) }
  }

  /// The paths below `folder` of the files in it and its folders, in no particular order.
  private static func names(below folder: FilePath, depth: Int) throws -> [String] {
    guard depth < maximumDepth else {
      throw CandorError(
        .limitExceeded, "folders are nested more than \(maximumDepth) deep",
        hint: "look for a link that leads back to a folder above it",
        at: .init(file: folder.string))
    }
    return try FileSystem.list(folder).filter { !$0.hasPrefix(".") }.flatMap { name in
      let path = folder.appending(name)
      guard FileSystem.isFolder(path) else { return [name] }
      return try names(below: path, depth: depth + 1).map { "\(name)/\($0)" }
    }
  }
}
