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

  func run() throws {
    guard output.repair != nil || rules.remove == nil else {
      throw CandorError(.usage, "`--remove` belongs to `--repair`")
    }
    let repair = try output.openRepair()
    let selection = try rules.selection(removes: repair != nil)
    let audit = try Audit(
      of: data.map { FilePath($0) }, selection, by: lists.book())
    try repair?.check(audit)
    let report = try audit.run(using: WorkerPool(threads: threading.count())) { done, all in
      Terminal.progress("\(done / 1_000_000) of \(all / 1_000_000) MB")
    }
    Terminal.finishProgress()
    try output.show(report, repaired: repair?.write(audit, report))
  }
}
