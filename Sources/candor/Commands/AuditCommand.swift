import ArgumentParser
import CandorAudit
import CandorCore
import SystemPackage

struct AuditCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "audit",
    abstract: "Look through a dataset: every record counted, what is found located, nothing shown.",
    discussion: """
      Reads .jsonl, .txt, .csv, .tsv and .tar (WebDataset), each also with .gz, and folders of them. \
      Exit status 0 if nothing was found and everything was read, 1 otherwise.
      """)

  @Argument(help: "Files and folders.")
  var data: [String]

  @Option(help: "Groups of rules to apply, with commas: \(AuditCommand.groupNames) (default: all).")
  var rules: String?

  @OptionGroup var threading: ThreadOptions

  @Flag(help: "Print one JSON object.")
  var json = false

  func run() throws {
    let audit = try Audit(of: data.map { FilePath($0) }, groups: groups())
    let report = try audit.run(using: WorkerPool(threads: threading.count())) { done, all in
      Terminal.progress("\(done / 1_000_000) of \(all / 1_000_000) MB")
    }
    Terminal.finishProgress()
    if json {
      Terminal.write(bytes: report.json.canonical() + [10])
    } else {
      for line in AuditTable(report).lines { Terminal.write(line) }
    }
    guard report.isSpotless else { throw ExitCode(1) }
  }

  private static let groupNames = Rule.Group.allCases.map(\.rawValue).joined(separator: ", ")

  private func groups() throws -> Set<Rule.Group> {
    guard let rules else { return Set(Rule.Group.allCases) }
    return Set(
      try rules.split(separator: ",").map { word in
        if let group = Rule.Group(rawValue: String(word)) { return group }
        throw CandorError(
          .usage, "there is no group of rules `\(word)`", hint: "there are \(Self.groupNames)")
      })
  }
}
