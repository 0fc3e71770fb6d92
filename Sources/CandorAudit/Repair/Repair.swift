import CandorCore
import SystemPackage

/// A dataset written anew without the records that an audit removes, and the record of it.
public struct Repair {
  let folder: FilePath
  private let key: KeyedDigest?
  let limits: AuditLimits

  /// - Parameters:
  ///   - folder: must not be there, or be empty.
  ///   - key: for the names of what is removed; without one, it has none.
  /// - Throws: `usage` if the folder holds something.
  public init(to folder: FilePath, key: [UInt8]? = nil, limits: AuditLimits = AuditLimits()) throws
  {
    if FileSystem.exists(folder) {
      guard FileSystem.isFolder(folder), try FileSystem.list(folder).isEmpty else {
        throw CandorError(
          .usage, "a repaired dataset goes into a folder of its own",
          hint: "name one that is not there yet", at: .init(file: folder.string))
      }
    }
    self.folder = folder
    self.key = key.map { KeyedDigest(key: $0) }
    self.limits = limits
  }

  /// Copies each file of the audit into the folder `data`, without what the report removes.
  ///
  /// - Returns: the root of the removal record.
  /// - Throws: `usage` if two files differ in nothing but `.gz`; `mismatch` if a file is not what it was during the audit; `inputOutput`.
  @discardableResult
  public func write(_ audit: Audit, _ report: AuditReport) throws -> String {
    var files: [RemovalSummary.File] = []
    var lines: [RemovalRecord.Line] = []
    try checkNames(audit.listing.files)
    for (number, file) in audit.listing.files.enumerated() {
      try Interruption.check()
      let removals = report.removals[number]
      let name = file.unpackedName
      let repair = try FileRepair(
        file, removals, expecting: report.files[number].tally.bytes, to: destination(name),
        key: key,
        limits: limits)
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

  /// Where a file goes; its folder is made.
  func destination(_ name: String) throws -> FilePath {
    let path = folder.appending("data").pushing(FilePath(name))
    try FileSystem.createDirectory(path.removingLastComponent())
    return path
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
