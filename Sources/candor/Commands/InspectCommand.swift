import ArgumentParser
import CandorCore
import CandorInspection
import SystemPackage

struct InspectCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "inspect",
    abstract: "See what a release really shares: the seven pieces one by one, with evidence.",
    discussion: """
      A path is a model folder, a diffusers folder, a GGUF or safetensors file, an adapter, a \
      dataset, a source checkout, or a Candor release; several make one system. Nothing is fetched \
      and nothing is executed. Not legal advice.
      """)

  @Argument(help: "What belongs to the system.")
  var paths: [String] = []

  @Option(help: "A folder with training data of the system; may be given more than once.")
  var data: [String] = []

  @Option(help: "A checkout of source code of the system; may be given more than once.")
  var source: [String] = []

  @Flag(help: "Print one JSON object.")
  var json = false

  func run() throws {
    let inspection = try Inspection(
      paths.map { InspectionPath(FilePath($0)) } + data.map { InspectionPath(FilePath($0), .data) }
        + source.map { InspectionPath(FilePath($0), .source) })
    if json {
      Terminal.write(bytes: inspection.json.canonical() + [10])
    } else {
      for line in InspectionTable(inspection).lines { Terminal.write(line) }
    }
  }
}
