import SystemPackage

/// The few verbs on files and folders that this package needs, with located errors.
///
/// What is written goes through `AtomicFile` or `AtomicFileWriter`; large files are read through
/// `MappedFile`.
package enum FileSystem {
  /// Whether there is a file or folder; a dangling link counts as nothing.
  package static func exists(_ path: FilePath) -> Bool {
    (try? Stat(path)) != nil
  }

  /// Whether there is a folder.
  package static func isFolder(_ path: FilePath) -> Bool {
    (try? Stat(path))?.type == .directory
  }

  /// Where a symbolic link leads, as it says; nil for anything else.
  package static func linkTarget(_ path: FilePath) -> FilePath? { SystemCalls.linkTarget(path) }

  /// The size of a file in bytes.
  ///
  /// - Throws: `notFound`, `inputOutput`.
  package static func size(_ path: FilePath) throws -> Int {
    do {
      return Int(clamping: try Stat(path).size)
    } catch {
      throw CandorError(error, at: path, cannot: "be measured")
    }
  }

  /// The names in a folder, hidden ones too, in ascending order of their bytes.
  ///
  /// - Throws: `notFound`, `inputOutput`.
  package static func list(_ folder: FilePath) throws -> [String] {
    do {
      return try SystemCalls.names(in: folder).map(\.string).sorted {
        $0.utf8.lexicographicallyPrecedes($1.utf8)
      }
    } catch {
      throw CandorError(error, at: folder, cannot: "be listed")
    }
  }

  /// Makes a folder and the folders above it; one that is there already is left alone.
  ///
  /// - Throws: `inputOutput`, also where a file has the name.
  package static func createDirectory(_ path: FilePath) throws {
    if path.isEmpty || isFolder(path) { return }
    try createDirectory(path.removingLastComponent())
    do {
      try SystemCalls.makeFolder(path)
    } catch {
      // Another process may have been faster.
      if error == .fileExists, isFolder(path) { return }
      throw CandorError(error, at: path, cannot: "be made")
    }
  }

  /// All bytes of a file, which may also be a pipe.
  ///
  /// - Throws: `limitExceeded` if there are more than `limit` bytes; `notFound`, `mismatch` for a
  ///   folder, `inputOutput`.
  package static func read(_ path: FilePath, limit: Int = 1 << 30) throws -> [UInt8] {
    let descriptor = try open(path)
    defer { try? descriptor.close() }
    do {
      let status = try descriptor.stat()
      guard status.type != .directory else { throw folderWhereFileExpected(path) }
      // One byte more than allowed shows that there is more.
      let most = limit == .max ? limit : limit + 1
      let expected = min(Int(clamping: status.size), limit)
      let bytes = try SystemCalls.read(descriptor, expecting: expected + 1, limit: most)
      guard bytes.count <= limit else {
        throw CandorError(
          .limitExceeded, "there are more than \(limit) bytes, the most that is read here",
          at: .init(file: path.string))
      }
      return bytes
    } catch let error as Errno {
      throw CandorError(error, at: path, cannot: "be read")
    }
  }

  /// Removes a file, or a folder with all that is in it; links are removed, not followed.
  ///
  /// - Throws: `notFound`, `inputOutput`.
  package static func remove(_ path: FilePath) throws {
    do {
      guard try Stat(path, followTargetSymlink: false).type == .directory else {
        return try SystemCalls.removeFile(path)
      }
      for name in try SystemCalls.names(in: path) { try remove(path.appending(name)) }
      try SystemCalls.removeEmptyFolder(path)
    } catch let error as Errno {
      throw CandorError(error, at: path, cannot: "be removed")
    }
  }
}

extension FileSystem {
  static func open(_ path: FilePath, followsLinks: Bool = true) throws -> FileDescriptor {
    do {
      return try .open(
        path, .readOnly, options: followsLinks ? [.closeOnExec] : [.closeOnExec, .noFollow])
    } catch {
      throw CandorError(error, at: path, cannot: "be opened")
    }
  }

  static func sizeOfRegularFile(_ descriptor: FileDescriptor, _ path: FilePath) throws -> Int {
    do {
      let status = try descriptor.stat()
      switch status.type {
      case .regular: return Int(clamping: status.size)
      case .directory: throw folderWhereFileExpected(path)
      default:
        throw CandorError(
          .mismatch, "this is a pipe or device where a file is expected",
          hint: "save the data to a file first", at: .init(file: path.string))
      }
    } catch let error as Errno {
      throw CandorError(error, at: path, cannot: "be measured")
    }
  }

  private static func folderWhereFileExpected(_ path: FilePath) -> CandorError {
    CandorError(
      .mismatch, "this is a folder where a file is expected", at: .init(file: path.string))
  }
}

extension FileSystem {
  /// The folder this process works in; nil if it is gone.
  package static func workingFolder() -> FilePath? {
    SystemCalls.workingFolder()
  }
}
