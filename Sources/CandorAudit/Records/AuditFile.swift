import CandorContainers
import CandorCore
import SystemPackage

/// One file to audit, as it was when the audit began.
struct AuditFile: Sendable {
  let path: FilePath
  /// The path below the folder that was named, or the file's own name.
  let name: String
  let kind: FileKind
  /// nil for a plain file, and for one that is taken as it lies.
  let packing: Packing?
  /// As it was when it was listed.
  let stamp: FileStamp

  init(_ path: FilePath, name: String, stamp: FileStamp) {
    self.path = path
    self.name = name
    kind = FileKind(name: name)
    packing = kind == .file ? nil : Packing(name: name)
    self.stamp = stamp
  }

  /// Bytes on disk.
  var size: Int { stamp.size }

  /// The name without the ending of a packing.
  var unpackedName: String { packing == nil ? name : Packing.unpackedName(name) }

  /// Sees that it is what it was when it was listed.
  ///
  /// - Throws: `mismatch` if it was written to or replaced since; `notFound`, `inputOutput`.
  func checkUnchanged(hint: String) throws {
    let now = try FileStamp(of: path)
    guard !now.agrees(with: stamp) else { return }
    throw CandorError(
      .mismatch,
      now.size == size
        ? "the file was written to or replaced after it was listed"
        : "the file has \(now.size) bytes and had \(size) when it was listed",
      hint: hint, at: .init(file: path.string))
  }
}

/// The files below the paths that were named, and what will not be looked at.
struct AuditListing: Sendable {
  private(set) var files: [AuditFile] = []
  private(set) var skipped: [AuditReport.Skipped] = []
  private let takesAll: Bool

  /// Folders deeper than this are taken for a loop of links.
  private static let maximumDepth = 64

  init(_ files: [AuditFile], _ skipped: [AuditReport.Skipped]) {
    self.files = files
    self.skipped = skipped
    takesAll = true
  }

  /// Files of a folder come sorted by the bytes of their paths; paths keep the order they were named in.
  ///
  /// - Parameter takesAll: whether files of any name are looked at, not only those that hold records.
  /// - Throws: `notFound` for a path that is not there, `usage` if two files have one name.
  init(_ paths: [FilePath], takingAll takesAll: Bool = false) throws {
    self.takesAll = takesAll
    for path in paths {
      guard FileSystem.exists(path), let name = path.lastComponent?.string else {
        throw CandorError(
          .notFound, "there is no such file or folder", hint: "look for a misspelt path",
          at: .init(file: path.string))
      }
      if FileSystem.isFolder(path) {
        add(folder: path, prefix: "", depth: 0)
      } else {
        add(path, name: name)
      }
    }
    var names: Set<String> = []
    for file in files where !names.insert(file.name).inserted {
      throw CandorError(
        .usage, "two files would be called `\(file.name)` in the report",
        hint: "name the folder that holds both", at: .init(file: file.path.string))
    }
  }

  private mutating func add(folder: FilePath, prefix: String, depth: Int) {
    guard depth < Self.maximumDepth, let names = try? FileSystem.list(folder) else {
      let reason = depth < Self.maximumDepth ? "the folder cannot be listed" : "nested too deep"
      skipped.append(.init(name: prefix, reason: reason))
      return
    }
    let isRepaired = names.contains(RemovalSummary.fileName) && RemovalRecord.isIn(folder)
    for name in names {
      let path = folder.appending(name)
      if FileSystem.isFolder(path) {
        add(folder: path, prefix: prefix + name + "/", depth: depth + 1)
      } else if isRepaired, name == RemovalRecord.linesName {
        skipped.append(.init(name: prefix + name, reason: "the removal record of a repair"))
      } else {
        add(path, name: prefix + name)
      }
    }
  }

  private mutating func add(_ path: FilePath, name: String) {
    guard takesAll || FileKind(name: name) != .file else {
      skipped.append(.init(name: name, reason: "the name's ending is none that is read"))
      return
    }
    do {
      // Opened once, to see that it is a regular file that can be read.
      _ = try FileChunks(path)
      files.append(AuditFile(path, name: name, stamp: try FileStamp(of: path)))
    } catch {
      let reason = (error as? CandorError)?.message ?? "\(error)"
      skipped.append(.init(name: name, reason: reason))
    }
  }
}
