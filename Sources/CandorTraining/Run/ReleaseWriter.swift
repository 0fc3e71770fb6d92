import CandorCore
import CandorCorpus
import CandorModels
import CandorRelease
import CandorTensors
import CandorText
import SystemPackage

/// Puts the seven pieces of a finished run into its folder, so that a stranger can rebuild it.
struct ReleaseWriter {
  let run: TrainingRun
  let state: TrainingState
  let folder: FilePath
  /// The finished ledger, wherever it was kept during the run.
  let ledger: FilePath
  let sourceRoot: FilePath?

  /// What goes into `source.tar`: everything the program is built from, and the contract it keeps.
  static let sourceNames = ["LICENSE", "Package.swift", "README.md", "Sources", "docs/numerics.md"]

  func write(pool: WorkerPool) throws -> ReleaseLock {
    let recipe = run.recipe
    try copyDocuments()
    try AtomicFile.write(recipe.bytes, to: folder.appending(Recipe.fileName))
    try AtomicFile.write(
      FileSystem.read(ledger), to: folder.appending(RunLedger.fileName))
    try writeModel()
    let evaluation = try evaluate()
    let record = try RunLedger(folder.appending(RunLedger.fileName))
    let plot = LossPlot(
      title: recipe.name, steps: record.steps, validations: record.validations,
      floor: evaluation?.entropyFloor)
    try AtomicFile.write(plot.svg, to: folder.appending("loss.svg"))
    try AtomicFile.write(randomNumbers.pretty(), to: folder.appending("random.json"))
    try AtomicFile.write(frameworks.pretty(), to: folder.appending("frameworks.json"))
    if let sourceRoot {
      _ = try SourceArchive.write(
        Self.sourceNames, of: sourceRoot, to: folder.appending(SourceArchive.fileName))
    }
    try checkManifest()
    var lock = ReleaseLock(
      toolName: Tool.name, toolVersion: Tool.version, toolchain: Tool.toolchain,
      numerics: Numerics.version,
      dataset: DatasetRecord(
        documents: run.data.documents, digest: run.data.digest, files: dataFiles),
      run: RunRecord(record, parameterDigest: try state.parameterDigest(pool: pool).digest))
    try lock.recordFiles(in: folder, using: pool)
    try lock.write(in: folder)
    return lock
  }

  private var dataFiles: [ReleasePath] {
    guard case .files(let paths, _, _) = run.recipe.data else { return [] }
    return paths
  }

  /// What people wrote lies beside the recipe: the manifest, cards and licence texts; the data too.
  private func copyDocuments() throws {
    let source = run.recipe.folder
    let manifest = try ReleaseManifest(in: source)
    try copy(ReleaseManifest.fileName, from: source)
    for path in manifest.paths + dataFiles
    where FileSystem.exists(path.resolved(in: source)) && path.text != Recipe.fileName {
      try copy(path.text, from: source)
    }
  }

  private func copy(_ name: String, from source: FilePath) throws {
    let (from, to) = (source.pushing(FilePath(name)), folder.pushing(FilePath(name)))
    if FileSystem.isFolder(from) {
      for entry in try FileSystem.list(from) { try copy("\(name)/\(entry)", from: source) }
      return
    }
    try FileSystem.createDirectory(to.removingLastComponent())
    let file = try MappedFile(from)
    try AtomicFile.write(file.bytes, to: to)
  }

  /// The model as the tools that people already use read it.
  private func writeModel() throws {
    let configuration = run.recipe.model
    let tokenizer = run.data.tokenizer
    try DecoderParameters.write(
      state.parameters, layout: state.layout, to: folder.appending("model.safetensors"))
    try AtomicFile.write(
      try configuration.huggingFace(
        beginOfText: tokenizer.beginOfText, endOfText: tokenizer.endOfText
      ).pretty(), to: folder.appending("config.json"))
    var generation: JSONObject = [
      "eos_token_id": .integer(Int64(tokenizer.endOfText)), "do_sample": false,
      "max_length": .integer(Int64(configuration.contextLength)),
    ]
    if let begin = tokenizer.beginOfText { generation["bos_token_id"] = .integer(Int64(begin)) }
    try AtomicFile.write(
      JSONValue.object(generation).pretty(), to: folder.appending("generation_config.json"))
    try tokenizer.save(folder: folder, contextLength: configuration.contextLength)
  }

  private func evaluate() throws -> FableEvaluation? {
    guard case .fable(_, let seed, _) = run.recipe.data else { return nil }
    let evaluation = try FableEvaluation(
      decoder: run.trainer.decoder, parameters: state.parameters, tokenizer: run.data.tokenizer,
      seed: seed)
    try AtomicFile.write(
      evaluation.json.pretty(), to: folder.appending("evaluation.json"))
    return evaluation
  }

  private var randomNumbers: JSONValue {
    [
      "format": "candor.random/1", "generator": "Philox4x32-10",
      "seed": .string("\(run.recipe.seed)"), "seedChosenBy": "the recipe",
      "counter": "(index, stream, step, purpose)", "key": "(seed low, seed high)",
      "purposes": .object(
        JSONObject(
          RandomPurpose.allCases.map { ("\($0)", JSONValue.integer(Int64($0.rawValue))) })),
      "dataOrder": "Feistel permutation of the documents for (seed, epoch)",
      "specification": "docs/numerics.md in source.tar, version \(Numerics.version)",
    ]
  }

  private var frameworks: JSONValue {
    [
      "format": "candor.frameworks/1",
      "bitsDependOn": ["numerics": .integer(Int64(Numerics.version))],
      "bitsDoNotDependOn": [
        "tool": .string("\(Tool.name) \(Tool.version)"), "toolchain": .string(Tool.toolchain),
        "packages": .object(JSONObject(packages.map { ($0.name, .string($0.version)) })),
      ],
    ]
  }

  /// The packages that the program was built with, from the resolved versions beside its source.
  private var packages: [(name: String, version: String)] {
    guard let path = sourceRoot?.appending("Package.resolved"),
      case .object(let file)? = try? JSONValue.load(path), let pins = try? file.array("pins")
    else { return [] }
    return pins.compactMap { pin in
      guard case .object(let pin) = pin, let name = try? pin.string("identity"),
        let state = try? pin.object("state"), let version = try? state.string("version")
      else { return nil }
      return (name, version)
    }
  }

  private func checkManifest() throws {
    for path in try ReleaseManifest(in: folder).paths
    where !FileSystem.exists(path.resolved(in: folder)) {
      throw CandorError(
        .notFound, "the manifest names `\(path)`, which is neither beside the recipe nor made here",
        hint: path.text == SourceArchive.fileName
          ? "run inside a checkout of Candor, or name it with `--source`" : nil,
        at: .init(file: run.recipe.folder.appending(ReleaseManifest.fileName).string))
    }
  }
}
