import ArgumentParser

struct AuditCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "audit",
    abstract: "Look through a dataset: every record counted, what is found located, nothing shown.",
    discussion: """
      `candor audit DATA…` looks through everything here. For many machines, `plan` cuts the data into \
      shards, `shard` looks through some of them, and `merge` joins what they found into the same report. \
      Of a repair, `prove` and `check` show one removal to be among all, and `clean` mends old copies.
      """,
    subcommands: [
      AuditHereCommand.self, AuditPlanCommand.self, AuditShardCommand.self, AuditMergeCommand.self,
      AuditProveCommand.self, AuditCheckCommand.self, AuditCleanCommand.self,
    ], defaultSubcommand: AuditHereCommand.self)
}
