import ArgumentParser
import CandorCore
import CandorInspection
import CandorModels
import CandorTensors
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

  @Option(help: "Also write a page to this file.")
  var html: String?

  @Flag(help: "Print Markdown.")
  var markdown = false

  @Flag(help: "Show the inner workings of one model: every tensor, and the memory it takes.")
  var tensors = false

  @Option(help: "With --tensors: positions to give memory for (default: all that the model has).")
  var context: Int?

  @Flag(help: "With --tensors: also read all numbers, and say what those of each tensor are like.")
  var statistics = false

  @Flag(help: "Only list the licences in every text file of the paths.")
  var licences = false

  @OptionGroup var threading: ThreadOptions

  @Flag(help: "Print JSON.")
  var json = false

  func run() throws {
    if licences { return try listLicences() }
    if tensors { return try listTensors() }
    guard !statistics, context == nil else {
      throw CandorError(.usage, "`--statistics` and `--context` go with `--tensors`")
    }
    let inspection = try Inspection(Self.places(paths, data: data, source: source))
    if let html {
      try AtomicFile.write(InspectionPage(inspection).html, to: FilePath(html))
    }
    if json {
      Terminal.write(bytes: inspection.json.canonical() + [10])
    } else if markdown {
      Terminal.write(InspectionDocument(inspection).markdown)
    } else {
      for line in InspectionTable(inspection).lines { Terminal.write(line) }
    }
  }

  /// What the command line calls a system.
  static func places(_ paths: [String], data: [String], source: [String]) -> [InspectionPath] {
    paths.map { InspectionPath(FilePath($0)) } + data.map { InspectionPath(FilePath($0), .data) }
      + source.map { InspectionPath(FilePath($0), .source) }
  }

  private func listTensors() throws {
    guard paths.count == 1, data.isEmpty, source.isEmpty else {
      throw CandorError(.usage, "`--tensors` looks at one model")
    }
    if let context, context < 0 { throw CandorError(.usage, "`--context` is not negative") }
    let anatomy = try ModelAnatomy(
      FilePath(paths[0]), context: context,
      statisticsBy: statistics ? Arithmetic(threads: threading.count()) : nil)
    if json {
      Terminal.write(bytes: anatomy.json.canonical() + [10])
    } else {
      Terminal.write(AnatomyTable(anatomy).lines.joined(separator: "\n"))
    }
  }

  private func listLicences() throws {
    let pool = try WorkerPool(threads: threading.count())
    let scan = try LicenceScan((paths + data + source).map { FilePath($0) }, using: pool)
    for text in scan.texts {
      if json {
        Terminal.write(bytes: text.json.canonical() + [10])
      } else {
        for line in LicenceTable(text).lines { Terminal.write(line) }
      }
    }
  }
}
