import ArgumentParser
import CandorCore
import CandorModels
import CandorTensors
import SystemPackage

struct ConvertCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "convert",
    abstract: "Bring a model into another format, with digests of source and result.",
    discussion: """
      A folder of Hugging Face transformers, or a release, becomes a GGUF file; a GGUF file becomes \
      another one, or a folder. The same source and format give the same bytes on every machine.
      """)

  @Argument(help: "The folder, or the GGUF file, or the first of its parts.")
  var model: String

  @Argument(
    help: """
      What to write: a GGUF file if the name ends in `.gguf`, else a folder. Digests go into a file of \
      that name and `.json`.
      """)
  var output: String

  @Option(help: "The format: \(WeightMix.allCases.map(\.rawValue).joined(separator: ", ")).")
  var to: String

  @OptionGroup var threading: ThreadOptions

  @Flag(help: "Print one JSON object.")
  var json = false

  func run() throws {
    guard let mix = WeightMix.allCases.first(where: { $0.rawValue == to.uppercased() }) else {
      let names = WeightMix.allCases.map(\.rawValue)
      throw CandorError(
        .usage, "`\(to)` is not a format",
        hint: nearest(to, among: names).map { "did you mean `\($0)`?" }
          ?? "formats are \(names.joined(separator: ", "))")
    }
    let output = FilePath(output)
    guard FilePath(model) != output else {
      throw CandorError(.usage, "a model cannot be converted into itself")
    }
    let conversion = try ModelConversion(
      FilePath(model), to: output, mix, arithmetic: Arithmetic(threads: threading.count())
    ) { share in
      Terminal.progress("\(Int(100 * share)) % converted")
    }
    Terminal.finishProgress()
    let record = conversion.json(mix)
    try AtomicFile.write(record.canonical() + [10], to: FilePath(self.output + ".json"))
    if conversion.isRequantised {
      Terminal.log("note: the source was quantised already; its errors stay")
    }
    if let reason = conversion.tokenizerNote {
      Terminal.log("note: \(reason); it is in the file as `tokenizer.huggingface.json`")
      Terminal.log("      Candor reads that, llama.cpp does not")
    }
    if json {
      Terminal.write(bytes: record.canonical() + [10])
    } else {
      for file in conversion.source { Terminal.write("source \(file.digest.hex)  \(file.name)") }
      for file in conversion.result { Terminal.write("result \(file.digest.hex)  \(file.name)") }
    }
  }
}

extension ModelConversion {
  /// What was made of what (docs/cli.md).
  fileprivate func json(_ mix: WeightMix) -> JSONValue {
    func object(_ file: File) -> JSONValue {
      ["name": .string(file.name), "sha256": .string(file.digest.hex)]
    }
    var counts = JSONObject()
    for (format, count) in formats.sorted(by: { $0.key < $1.key }) {
      counts[format] = .integer(Int64(count))
    }
    return [
      "format": .string(mix.rawValue), "source": .array(source.map(object)),
      "result": .array(result.map(object)), "bytes": .integer(Int64(bytes)),
      "tensors": .object(counts),
      "requantised": .bool(isRequantised), "numerics": .string(Numerics.name),
    ]
  }
}
