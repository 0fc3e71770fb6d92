import ArgumentParser
import CandorCore
import CandorInspection
import CandorTraining
import SystemPackage

struct BillCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bom",
    abstract: "A bill of materials with all seven pieces, for machines.",
    discussion: "Every file is read once for its digest.")

  @Argument(help: "What belongs to the system, as for `candor inspect`.")
  var paths: [String] = []

  @Option(help: "A folder with training data of the system; may be given more than once.")
  var data: [String] = []

  @Option(help: "A checkout of source code of the system; may be given more than once.")
  var source: [String] = []

  @Option(help: "\(BillOfMaterials.Format.allCases.map(\.rawValue).joined(separator: ", ")).")
  var format: String

  @Option(help: "The time to write down, as 2026-01-31T14:05:59Z (default: now).")
  var date: String?

  @OptionGroup var threading: ThreadOptions

  func run() throws {
    guard let format = BillOfMaterials.Format(rawValue: format.lowercased()) else {
      let names = BillOfMaterials.Format.allCases.map(\.rawValue)
      throw CandorError(
        .usage, "`\(format)` is not a format", hint: "formats are \(names.joined(separator: ", "))")
    }
    let bill = try BillOfMaterials(
      InspectCommand.places(paths, data: data, source: source), tool: (Tool.name, Tool.version),
      created: date ?? Terminal.now, using: WorkerPool(threads: threading.count()))
    Terminal.write(bytes: Array(bill.json(format).pretty().utf8))
  }
}
