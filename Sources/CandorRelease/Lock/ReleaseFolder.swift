import CandorCore
import Synchronization
import SystemPackage

/// The files of a release as they lie on disk, read without following links.
package enum ReleaseFolder {
  /// Checkpoints and whatever else belongs to a machine and not to the release.
  package static let workingFolder = ".candor"
  static let depthLimit = 32
  static let countLimit = 1_000_000

  /// Whether the lock leaves a file out: the lock itself, signatures beside it, and what version
  /// control or the tool keeps for itself.
  package static func isOutsideLock(_ path: ReleasePath) -> Bool {
    let components = path.components
    guard components.count == 1 else {
      return components[0] == workingFolder || components[0] == ".git"
    }
    return path.text == ReleaseLock.fileName || path.text == ".git"
      || path.text.hasSuffix(".sig") || path.text.hasSuffix(".sigstore.json")
  }

  /// All files the lock has to cover, in the order of their paths' bytes.
  ///
  /// - Throws: `malformed`, naming the file, for symbolic links, pipes, sockets and devices; for
  ///   names `ReleasePath` refuses; for two names that differ only in case or normalisation.
  ///   `limitExceeded`, `notFound`, `inputOutput`.
  package static func paths(in folder: FilePath) throws -> [ReleasePath] {
    var found: [ReleasePath] = []
    try collect(folder, prefix: "", depth: 1, into: &found)
    var keys: [String: ReleasePath] = [:]
    for path in found {
      if let other = keys.updateValue(path, forKey: path.collisionKey) {
        throw CandorError(
          .malformed, "`\(other)` and `\(path)` are one file on systems that ignore case",
          hint: "rename one of them", at: .init(file: folder.string))
      }
    }
    return found.sorted()
  }

  /// Digests files in parallel.
  ///
  /// - Returns: in the order of `paths`; nil where there is no such file.
  package static func measure(
    _ paths: [ReleasePath], in folder: FilePath, pool: WorkerPool
  ) throws -> [ReleaseFile?] {
    let results = Mutex(
      [Result<ReleaseFile?, any Error>](repeating: .success(nil), count: paths.count))
    pool.run(paths.count) { index in
      let result = Result { try measure(paths[index], in: folder) }
      results.withLock { $0[index] = result }
    }
    return try results.withLock { try $0.map { try $0.get() } }
  }

  private static func measure(_ path: ReleasePath, in folder: FilePath) throws -> ReleaseFile? {
    var place = folder
    for (index, component) in path.components.enumerated() {
      place.append(String(component))
      guard let type = try typeIfPresent(place) else { return nil }
      let isLast = index == path.components.count - 1
      guard type == (isLast ? .regular : .directory) else {
        throw refusal(type, at: place)
      }
    }
    let file = try MappedFile(place)
    return ReleaseFile(path: path, bytes: file.count, digest: Digest(of: file.bytes))
  }

  private static func collect(
    _ folder: FilePath, prefix: String, depth: Int, into found: inout [ReleasePath]
  ) throws {
    guard depth <= depthLimit, found.count <= countLimit else {
      throw CandorError(
        .limitExceeded,
        "a release has at most \(countLimit) files in folders at most \(depthLimit) deep",
        at: .init(file: folder.string))
    }
    for name in try FileSystem.list(folder) {
      let place = folder.appending(name)
      // A name that is no UTF-8 was repaired and stands for no file any more.
      guard !name.contains("\u{FFFD}") else {
        throw CandorError(
          .malformed, "a file name is not valid UTF-8", hint: "rename it",
          at: .init(file: place.string))
      }
      let path = try ReleasePath(prefix + name, at: .init(file: place.string))
      if isOutsideLock(path) || (depth == 1 && name == workingFolder) { continue }
      switch try typeIfPresent(place) {
      case .regular?: found.append(path)
      case .directory?:
        try collect(place, prefix: path.text + "/", depth: depth + 1, into: &found)
      case let type?: throw refusal(type, at: place)
      case nil: continue
      }
    }
  }

  private static func typeIfPresent(_ path: FilePath) throws -> FileType? {
    do {
      return try Stat(path, followTargetSymlink: false).type
    } catch Errno.noSuchFileOrDirectory {
      return nil
    } catch Errno.notDirectory {
      return nil
    } catch {
      throw CandorError(error, at: path, cannot: "be examined")
    }
  }

  private static func refusal(_ type: FileType, at path: FilePath) -> CandorError {
    let kind =
      switch type {
      case .symbolicLink: "a symbolic link"
      case .directory: "a folder where a file is expected"
      case .regular: "a file where a folder is expected"
      default: "a pipe, socket or device"
      }
    return CandorError(
      .malformed, "this is \(kind)", hint: "a release holds plain files and folders only",
      at: .init(file: path.string))
  }
}
