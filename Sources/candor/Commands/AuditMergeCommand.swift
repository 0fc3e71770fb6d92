import ArgumentParser
import CandorAudit
import CandorCore
import SystemPackage

struct AuditMergeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "merge",
    abstract: "Join what shards found into the report that one machine would have given.",
    discussion: """
      In any order; the same shard may be there twice. Exit status as for `candor audit`; 66 if shards \
      are missing. With `--join`, 0 if the file is there.
      """)

  @Argument(help: "The file of the plan.")
  var plan: String

  @Argument(help: "Partial reports, and folders of them.")
  var partials: [String]

  @Option(help: "Write what they found as one partial report into this file, instead of a report.")
  var join: String?

  @OptionGroup var output: AuditOutputArguments
  @OptionGroup var lists: ListOptions

  func run() throws {
    let plan = try AuditPlan(FilePath(plan), by: lists.book())
    let folders = partials.map { FilePath($0) }.filter { FileSystem.isFolder($0) }
    let partials = try partials.flatMap { try Self.files(FilePath($0)) }.map {
      try AuditPartial($0)
    }
    if let join { return try AuditPartial.join(partials, to: FilePath(join)) }
    let repair = try output.openRepair()
    let report = try plan.report(of: partials)
    for folder in folders { AuditPartial.removeLeftovers(in: folder) }
    try output.finish(report, of: plan.audit, repair)
  }

  private static func files(_ path: FilePath) throws -> [FilePath] {
    guard FileSystem.isFolder(path) else { return [path] }
    return try FileSystem.list(path).map { path.appending($0) }
      .filter { $0.extension == AuditPartial.ending && $0.lastComponent?.string.first != "." }
  }
}
