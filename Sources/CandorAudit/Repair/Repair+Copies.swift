import CandorCore
import CandorCorpus
import SystemPackage

extension Repair {
  /// Cleans an old copy of a dataset with the removal record alone: what comes out is the child that the
  /// record names, to the byte, with the record beside it.
  ///
  /// A file that is clean already is copied, so cleaning is idempotent.
  /// - Parameters:
  ///   - paths: the copy, as it was named when the parent was repaired.
  ///   - source: the folder with `repair.json` and `removals.jsonl`.
  /// - Throws: `notFound` if the copy lacks a file; `mismatch` if a file is neither the parent's nor the
  ///   child's, or the record has no such file; else as the record's reading and `FileRepair`.
  public func clean(_ paths: [FilePath], by source: FilePath) throws {
    let record = try RemovalRecord(source)
    let removals = try record.removalsByFile()
    var copies: [String: AuditFile] = [:]
    let takesAll = record.summary.files.contains { FileKind(name: $0.name) == .file }
    for file in try AuditListing(paths, takingAll: takesAll).files { copies[file.name] = file }
    for (file, removals) in zip(record.summary.files, removals) {
      try Interruption.check()
      try clean(file, removals, &copies)
    }
    if let stranger = copies.values.min(by: { $0.name < $1.name }) {
      throw CandorError(
        .mismatch, "the record knows no such file",
        hint: "this is not a copy of the dataset that was repaired",
        at: .init(file: stranger.path.string))
    }
    try record.copy(from: source, to: folder)
    try finish()
  }

  private func clean(
    _ file: RemovalSummary.File, _ removals: [Removal], _ copies: inout [String: AuditFile]
  ) throws {
    guard
      let copy = copies.removeValue(forKey: file.name)
        ?? copies.removeValue(forKey: file.repairedName)
    else {
      if file.repaired == nil { return }
      throw CandorError(
        .notFound, "the copy has no file of this name",
        hint: "name the same files or folder as when it was repaired", at: .init(file: file.name))
    }
    let digest = try FileDigest(of: copy.path).sha256
    let isClean = digest == file.repaired && copy.name == file.repairedName
    guard isClean || digest == file.original else {
      throw CandorError(
        .mismatch, "this is neither the file that was repaired nor what came of it",
        hint: "the removal record is of another version of the dataset",
        at: .init(file: copy.path.string))
    }
    let repair = try self.copy(
      copy, without: isClean ? [] : removals, to: file.repairedName, key: nil)
    guard repair.repaired == file.repaired else {
      throw CandorError(
        .mismatch, "without what the record removes, this is not the file that it promises",
        at: .init(file: copy.path.string))
    }
  }
}
