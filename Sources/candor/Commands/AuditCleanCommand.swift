import ArgumentParser
import CandorAudit
import SystemPackage

struct AuditCleanCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "clean",
    abstract: "Clean an old copy of a repaired dataset with the removal record alone.",
    discussion: """
      What comes out is the repaired dataset, to the byte. A copy of anything else is refused, with the \
      file that differs.
      """)

  @Argument(help: "The copy, named as when the dataset was repaired.")
  var data: [String]

  @Option(help: "The folder with `repair.json` and `removals.jsonl`.")
  var record: String

  @Option(name: .customLong("repair"), help: "Write the clean dataset into this folder.")
  var output: String

  func run() throws {
    try Repair(to: FilePath(output))
      .clean(data.map { FilePath($0) }, by: FilePath(record))
  }
}
