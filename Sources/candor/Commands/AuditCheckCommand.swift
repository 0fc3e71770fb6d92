import ArgumentParser
import CandorAudit
import CandorCore
import CandorRelease
import SystemPackage

struct AuditCheckCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "Check that a removal is one of those that a `repair.json` stands for.",
    discussion: """
      Needs neither the data nor the other removals. Exit status 0 for `proven`, 1 otherwise.
      """)

  @Argument(help: "What `candor audit prove` printed.")
  var proof: String

  @Argument(help: "The file `repair.json`.")
  var summary: String

  @Option(help: "The public key of whoever signed `repair.json` (`candor sign repair.json`), PEM.")
  var key: String?

  @Option(help: "The signature (default: `repair.json.sig`).")
  var signature: String?

  func run() throws {
    guard key != nil || signature == nil else {
      throw CandorError(.usage, "`--signature` needs the signer's `--key`")
    }
    let path = FilePath(summary)
    let proof = try RemovalProof(FilePath(proof))
    let summary = try RemovalSummary(path)
    if let key {
      let verification = try Verification(
        of: path, signature: FilePath(signature ?? path.string + ".sig"),
        trust: .key(VerifyingKey(FilePath(key))), using: WorkerPool(threads: 1))
      guard verification.verdict == .verified else {
        Terminal.write("\(Terminal.bold("untrusted")): `\(path)` is not signed by this key")
        throw ExitCode(1)
      }
    }
    guard proof.holds(for: summary) else {
      Terminal.write("\(Terminal.bold("not proven")): the removal is none of those of `\(path)`")
      throw ExitCode(1)
    }
    let witness = key == nil ? "`\(path)`, whoever wrote it" : "`\(path)`, signed by this key"
    Terminal.write("\(Terminal.bold("proven")): the removal is one of those of \(witness)")
  }
}
