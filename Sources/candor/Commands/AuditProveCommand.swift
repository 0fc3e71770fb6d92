import ArgumentParser
import CandorAudit
import CandorCore
import SystemPackage

struct AuditProveCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "prove",
    abstract: "Prove one removal of a repair without showing the others.")

  @Argument(help: "The folder with `repair.json` and `removals.jsonl`.")
  var record: String

  @Argument(help: "The line of `removals.jsonl`, counted from 1.")
  var line: Int

  func run() throws {
    let proof = try RemovalProof(ofLine: line, in: RemovalRecord(FilePath(record)))
    Terminal.write(bytes: proof.json.canonical() + [10])
  }
}
