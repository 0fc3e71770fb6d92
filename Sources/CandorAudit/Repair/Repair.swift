import CandorContainers
import CandorCore
import SystemPackage

/// A dataset written anew without the records that an audit removes, and the record of it.
///
/// Until ``finish()`` the folder has a `.candor` with a lock in it, and what the audit before it has found
/// (`AuditJournal`); what a repair left that was stopped is written anew.
public final class Repair {
  let folder: FilePath
  private let key: KeyedDigest?
  let limits: AuditLimits
  private let lock: FileLock

  private static let workFolder = ".candor"
  private static let lockName = "repair"
  private static let journalFolder = "audit"
  private static let dataFolder = "data"

  /// - Parameters:
  ///   - folder: must not be there, or be empty, or hold what a repair left that was stopped.
  ///   - key: for the names of what is removed; without one, it has none.
  /// - Throws: `usage` if the folder holds something else; `inputOutput`, also if another repair is at
  ///   work there.
  public init(to folder: FilePath, key: [UInt8]? = nil, limits: AuditLimits = AuditLimits()) throws
  {
    guard try !FileSystem.exists(folder) || Self.isFree(folder) else {
      throw CandorError(
        .usage, "a repaired dataset goes into a folder of its own",
        hint: "name one that is not there yet", at: .init(file: folder.string))
    }
    let work = folder.appending(Self.workFolder)
    try FileSystem.createDirectory(work)
    lock = try FileLock(work.appending(Self.lockName), against: "another repair")
    for name in try FileSystem.list(folder) where name != Self.workFolder {
      try FileSystem.remove(folder.appending(name))
    }
    self.folder = folder
    self.key = key.map { KeyedDigest(key: $0) }
    self.limits = limits
  }

  /// Whether a folder is empty, or holds what a repair left and nothing else.
  private static func isFree(_ folder: FilePath) throws -> Bool {
    guard FileSystem.isFolder(folder) else { return false }
    let names = try FileSystem.list(folder)
    guard names.contains(workFolder) else { return names.isEmpty }
    let own = [workFolder, dataFolder, RemovalRecord.linesName, RemovalSummary.fileName]
    return try FileSystem.list(folder.appending(workFolder))
      .allSatisfy { $0 == lockName || $0 == journalFolder }
      && names.allSatisfy { own.contains($0) || $0.contains(".tmp-") }
  }

  /// Where the audit before the repair keeps what it finds.
  ///
  /// - Throws: as `AuditJournal.init`.
  public func journal() throws -> AuditJournal {
    try AuditJournal(
      in: folder.appending(Self.workFolder).appending(Self.journalFolder), limits: limits)
  }

  /// Copies each file of the audit into the folder `data`, without what the report removes.
  ///
  /// - Returns: the root of the removal record.
  /// - Throws: `usage` if two files differ in nothing but their packing; `mismatch` if a
  ///   file is not what it was before the audit; `inputOutput`.
  @discardableResult
  public func write(_ audit: Audit, _ report: AuditReport) throws -> String {
    var files: [RemovalSummary.File] = []
    var lines: [RemovalRecord.Line] = []
    try check(audit)
    for file in audit.listing.files { try file.checkUnchanged(hint: FileRepair.hint) }
    for (number, file) in audit.listing.files.enumerated() {
      try Interruption.check()
      let removals = report.removals[number]
      let name = file.unpackedName
      let repair = try copy(
        file, without: removals, expecting: report.files[number].tally.bytes, to: name, key: key)
      files.append(
        .init(
          name: file.name, original: repair.original, repairedName: name,
          repaired: repair.repaired, removals: removals.count))
      lines += removals.enumerated().map { index, removal in
        .init(
          file: repair.original, removal: removal,
          key: repair.keys.isEmpty ? nil : repair.keys[index])
      }
    }
    let record = RemovalRecord(files, lines)
    try record.write(to: folder, rules: report.findings.map(\.rule))
    return record.root.hex
  }

  /// Makes a folder in which all is written one that nothing tells from one that was written at once.
  ///
  /// - Throws: `inputOutput`.
  public func finish() throws { try FileSystem.remove(folder.appending(Self.workFolder)) }

  /// Copies a file to `name` below the repaired data without what is removed of it; a file that is a
  /// record goes as a whole.
  func copy(
    _ file: AuditFile, without removals: [Removal], expecting byteCount: Int? = nil,
    to name: String, key: KeyedDigest?
  ) throws -> FileRepair {
    if file.kind == .file, !removals.isEmpty { return try FileRepair(leavingOut: file, key: key) }
    return try FileRepair(
      file, removals, expecting: byteCount, to: destination(name), key: key, limits: limits)
  }

  /// Where a file goes; its folder is made.
  private func destination(_ name: String) throws -> FilePath {
    let path = folder.appending(Self.dataFolder).pushing(FilePath(name))
    try FileSystem.createDirectory(path.removingLastComponent())
    return path
  }

  /// Sees that all files of an audit can be written anew.
  ///
  /// - Throws: `malformed`, `unsupported` or `limitExceeded` for a Parquet file whose footer cannot be
  ///   read; `usage` if two files differ in nothing but their packing.
  public func check(_ audit: Audit) throws {
    for file in audit.listing.files where file.kind == .parquet {
      do {
        _ = try ParquetFile(file.path)
      } catch let damage as ParquetDamage {
        throw CandorError(
          damage.kind == .malformed
            ? .malformed : damage.kind == .unsupported ? .unsupported : .limitExceeded,
          "nothing of the file can be kept: \(damage.message)", hint: "move it out of the dataset",
          at: .init(file: file.path.string, byteOffset: damage.range.lowerBound))
      }
    }
    try checkNames(audit.listing.files)
  }

  private func checkNames(_ files: [AuditFile]) throws {
    var names: Set<String> = []
    for file in files where !names.insert(file.unpackedName).inserted {
      throw CandorError(
        .usage, "two files would be written as `\(file.unpackedName)`", hint: "rename one of them",
        at: .init(file: file.path.string))
    }
  }
}
