import CandorAudit
import CandorCore
import SystemPackage

extension FuzzedReader {
  /// Audits a file and repairs it: the counts must sum, and what a repair leaves must be read without a
  /// finding.
  func audit(_ path: FilePath, of size: Int, in folder: FilePath, using pool: WorkerPool) throws {
    let selection = AuditSelection([.personal, .secret], removing: [.personal, .secret])
    let audit = try Audit(of: [path], selection)
    let report = try audit.run(using: pool)
    if self == .parquet, report.total.bytes != size {
      throw FuzzFinding(what: "\(report.total.bytes) bytes are accounted for")
    }
    let child = folder.appending("repaired")
    defer { try? FileSystem.remove(child) }
    let repair = try Repair(to: child)
    try repair.check(audit)
    do {
      try repair.write(audit, report)
    } catch let error as CandorError where error.code == .mismatch {
      throw FuzzFinding(what: "the repair fails: \(error)")
    }
    let again = try Audit(of: [child.appending("data")], selection).run(using: pool)
    let left = report.total.records - report.total.removed - report.total.unreadable
    guard again.isSpotless, self != .parquet || again.total.records == left else {
      throw FuzzFinding(what: "the repaired file has \(again.total), which should have \(left)")
    }
  }
}
