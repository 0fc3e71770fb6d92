import ArgumentParser
import CandorAudit
import CandorCore
import SystemPackage

/// Where an audit's report goes, and whether the data is written anew.
struct AuditOutputArguments: ParsableArguments {
  @Option(help: "Write the dataset anew into this folder, without what is removed.")
  var repair: String?

  @Option(
    help: "A file with a secret, under which removed records are named in the removal record.")
  var key: String?

  @Option(name: .customLong("report"), help: "Write a page for people into this file.")
  var page: String?

  @Flag(help: "Print one JSON object.")
  var json = false

  /// The folder of the repair, seen to be free before the long work.
  func openRepair() throws -> Repair? {
    guard repair != nil || key == nil else {
      throw CandorError(.usage, "`--key` belongs to `--repair`")
    }
    return try repair.map {
      try Repair(
        to: FilePath($0), key: key.map { try FileSystem.read(FilePath($0), limit: 1 << 16) })
    }
  }

  /// Writes the data anew if that was asked for, and shows the report; then nothing is kept to go on from.
  ///
  /// - Throws: `ExitCode(1)` if anything was found or not read.
  func finish(
    _ report: AuditReport, of audit: Audit, _ repair: Repair?, _ journal: AuditJournal? = nil
  ) throws {
    let root = try repair?.write(audit, report)
    if let page { try AtomicFile.write(AuditPage(report).html, to: FilePath(page)) }
    if json {
      Terminal.write(bytes: report.json(removalRoot: root).canonical() + [10])
    } else {
      for line in AuditTable(report).lines { Terminal.write(line) }
      if let root { Terminal.write("\nremovals \(root)") }
    }
    try journal?.remove()
    try repair?.finish()
    guard report.isSpotless else { throw ExitCode(1) }
  }
}
