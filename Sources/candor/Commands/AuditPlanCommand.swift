import ArgumentParser
import CandorAudit
import CandorCore
import SystemPackage

struct AuditPlanCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "plan",
    abstract: "Cut a dataset into shards, for any engine that starts processes on many machines.",
    discussion: "The machines must find the data under the same paths.")

  @Argument(help: "Files and folders.")
  var data: [String]

  @Option(name: .shortAndLong, help: "The file of the plan to write.")
  var output: String

  @Option(
    help: "Megabytes of the disk for each shard, 1 to 1048576; changes nothing in the report.")
  var shardSize = 256

  @OptionGroup var rules: AuditRuleArguments
  @OptionGroup var lists: ListOptions

  @Flag(help: "Let `merge --repair` remove what `--remove` says, or the default.")
  var repairable = false

  func run() throws {
    guard (1...1 << 20).contains(shardSize) else {
      throw CandorError(.usage, "`--shard-size` is from 1 to 1048576, not \(shardSize)")
    }
    let folder = FileSystem.workingFolder() ?? "."
    let selection = try rules.selection(removes: repairable || rules.remove != nil)
    let plan = try AuditPlan(
      Audit(
        of: data.map { folder.pushing(FilePath($0)) }, selection,
        by: lists.book()), shardBytes: shardSize << 20)
    try plan.write(to: FilePath(output))
    Terminal.write("plan    \(plan.digest.hex)")
    Terminal.write("shards  \(plan.shardCount)")
  }
}
