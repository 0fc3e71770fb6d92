import ArgumentParser
import CandorAudit
import CandorCore
import SystemPackage

struct AuditShardCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "shard",
    abstract: "Look through some shards of a plan.",
    discussion: """
      Writes `shard-N.partial` for each, whole or not at all; what is there already is not done again. \
      Exit status 0 if the files are there, whatever was found.
      """)

  @Argument(help: "The file of a plan.")
  var plan: String

  @Argument(help: "Numbers of shards, or ranges such as 0-9.")
  var shards: [String]

  @Option(name: .shortAndLong, help: "The folder to write into.")
  var output: String

  @OptionGroup var threading: ThreadOptions
  @OptionGroup var lists: ListOptions

  func run() throws {
    let plan = try AuditPlan(FilePath(plan), by: lists.book())
    let pool = try WorkerPool(threads: threading.count())
    let folder = FilePath(output)
    try FileSystem.createDirectory(folder)
    for shard in try shards.flatMap(Self.numbers) {
      let path = folder.appending("shard-\(shard).\(AuditPartial.ending)")
      if let done = try? AuditPartial(path), done.holds(shard, of: plan) { continue }
      try plan.writePartial(ofShard: shard, to: path, using: pool)
    }
  }

  private static func numbers(_ text: String) throws -> ClosedRange<Int> {
    let ends = text.split(separator: "-", omittingEmptySubsequences: false).map { Int($0) }
    if let first = ends[0], let last = ends[ends.count - 1], ends.count <= 2, first <= last {
      return first...last
    }
    throw CandorError(
      .usage, "`\(text)` is neither a number nor a range", hint: "write 7, or 0-9")
  }
}
