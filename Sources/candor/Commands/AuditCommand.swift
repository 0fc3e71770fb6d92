import ArgumentParser

struct AuditCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "audit",
    abstract: "Look through a dataset: every record counted, what is found located, nothing shown.",
    discussion: """
      `candor audit DATA…` looks through everything here. For many machines, `plan` cuts the data into \
      shards, `shard` looks through some of them, and `merge` joins what they found into the same report.
      """,
    subcommands: [
      AuditDataCommand.self, AuditPlanCommand.self, AuditShardCommand.self, AuditMergeCommand.self,
    ], defaultSubcommand: AuditDataCommand.self)
}
