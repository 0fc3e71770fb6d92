import ArgumentParser
import CandorAudit
import CandorCore
import SystemPackage

struct AuditHereCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "here",
    abstract:
      "Look through all of a dataset on this machine; `candor audit DATA…` is short for it.",
    discussion: """
      Reads .jsonl, .txt, .csv, .tsv and .tar (WebDataset), each also with .gz, .zst, .xz or .bz2, \
      .parquet, and folders of them. \
      Exit status 0 if nothing was found and everything was read, 1 otherwise.
      """)

  @Argument(help: "Files and folders.")
  var data: [String]

  @OptionGroup var rules: AuditRuleArguments
  @OptionGroup var lists: ListOptions
  @OptionGroup var output: AuditOutputArguments
  @OptionGroup var threading: ThreadOptions

  @Option(
    help: """
      A folder that keeps what is found until the audit is done; if it was stopped, the same command goes \
      on from there. `--repair` does so by itself.
      """)
  var resume: String?

  func run() throws {
    guard output.repair != nil || rules.remove == nil else {
      throw CandorError(.usage, "`--remove` belongs to `--repair`")
    }
    let repair = try output.openRepair()
    let journal = try openJournal(repair)
    let selection = try rules.selection(removes: repair != nil)
    let audit = try Audit(
      of: data.map { FilePath($0) }, selection, by: lists.book())
    try repair?.check(audit)
    let bar = AuditProgressBar()
    let report = try audit.run(
      using: WorkerPool(threads: threading.count()), journal: journal, progress: bar.show)
    Terminal.finishProgress()
    try output.finish(report, of: audit, repair, journal)
  }

  /// Where the audit keeps what it finds until it is done: in the folder of its repair, or where it was told.
  private func openJournal(_ repair: Repair?) throws -> AuditJournal? {
    guard let repair else { return try resume.map { try AuditJournal(in: FilePath($0)) } }
    guard resume == nil else {
      throw CandorError(
        .usage, "`--repair` goes on by itself where it was stopped", hint: "leave out `--resume`")
    }
    return try repair.journal()
  }
}
