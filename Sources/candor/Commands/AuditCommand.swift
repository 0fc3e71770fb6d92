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

  @Option(
    name: .customLong("repair"),
    help: "Write the dataset anew into this folder, without what is removed.")
  var output: String?

  @Option(help: "Groups whose findings a repair removes (default: personal,secret,duplicate).")
  var remove: String?

  @Option(
    help: "A file with a secret, under which removed records are named in the removal record.")
  var key: String?

  @Option(name: .customLong("report"), help: "Write a page for people into this file.")
  var page: String?

  @OptionGroup var threading: ThreadOptions

  @Flag(help: "Print one JSON object.")
  var json = false

  func run() throws {
    guard output != nil || (remove == nil && key == nil) else {
      throw CandorError(.usage, "`--remove` and `--key` belong to `--repair`")
    }
    let selection = AuditSelection(
      try rules.map(Self.groups) ?? Set(Rule.Group.allCases),
      removing: output == nil
        ? nil : try remove.map(Self.groups) ?? [.personal, .secret, .duplicate])
    let repair = try output.map {
      try Repair(
        to: FilePath($0), key: key.map { try FileSystem.read(FilePath($0), limit: 1 << 16) })
    }
    let audit = try Audit(of: data.map { FilePath($0) }, selection)
    let report = try audit.run(using: WorkerPool(threads: threading.count())) { done, all in
      Terminal.progress("\(done / 1_000_000) of \(all / 1_000_000) MB")
    }
    Terminal.finishProgress()
    let root = try repair?.write(audit, report)
    if let page { try AtomicFile.write(AuditPage(report).html, to: FilePath(page)) }
    if json {
      Terminal.write(bytes: report.json(removalRoot: root).canonical() + [10])
    } else {
      for line in AuditTable(report).lines { Terminal.write(line) }
      if let root { Terminal.write("\nremovals \(root)") }
    }
    guard report.isSpotless else { throw ExitCode(1) }
  }

  private static let groupNames = Rule.Group.allCases.map(\.rawValue).joined(separator: ", ")

  private static func groups(_ list: String) throws -> Set<Rule.Group> {
    Set(
      try list.split(separator: ",").map { word in
        if let group = Rule.Group(rawValue: String(word)) { return group }
        throw CandorError(
          .usage, "there is no group of rules `\(word)`", hint: "there are \(groupNames)")
      })
  }
}
