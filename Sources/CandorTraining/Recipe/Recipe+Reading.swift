import CandorCore
import CandorCorpus
import CandorModels
import CandorRelease
import SystemPackage

extension Recipe {
  /// Reads a recipe file, or `recipe.yaml` in a folder.
  ///
  /// - Throws: `malformed` with file, line and key for unknown, missing or senseless keys;
  ///   `notFound` when there is none.
  public init(_ path: FilePath) throws {
    let file = FileSystem.isFolder(path) ? path.appending(Self.fileName) : path
    let bytes = try FileSystem.read(file, limit: StrictDocument.byteLimit)
    let map = try StrictMapping(parsing: bytes, file: file.string)
    guard try map.string("format") == Self.format else {
      throw CandorError(
        .unsupported, "this program reads recipes of format `\(Self.format)`",
        at: map.location(of: "format"))
    }
    let most = 1 << 30
    name = try map.string("name", maximumBytes: 100)
    seed = try map.unsignedInteger("seed")
    data = try Self.readData(map.mapping("data"))
    tokenizer = try map.choice("tokenizer")
    model = try Self.readModel(map.mapping("model"), file: file.string)

    let start = try map.mapping("initialisation")
    let embedding = try start.number("embeddingDeviation", in: 1e-6...10)
    let isByInputs = try start.string("matrixDeviation") == "inverseRootInputs"
    initialisation = Initialisation(
      embeddingDeviation: Float(embedding),
      matrixDeviation: isByInputs
        ? nil : Float(try start.number("matrixDeviation", in: 1e-6...10)),
      queryKeyGain: Float(try start.number("queryKeyGain", in: 0.01...100)))

    let batch = try map.mapping("batch")
    packing = try batch.choice("packing")
    sequencesPerStep = try batch.integer("sequencesPerStep", in: 1...most)
    virtualWorkers = try batch.integer("virtualWorkers", in: 1...1024)
    gradientCheckpointing = try batch.boolean("gradientCheckpointing")

    let adamW = try map.mapping("adamW")
    optimiser = Optimiser(
      beta1: Float(try adamW.number("beta1", in: 0...0.9999)),
      beta2: Float(try adamW.number("beta2", in: 0...0.99999)),
      epsilon: Float(try adamW.number("epsilon", in: 1e-12...1)),
      weightDecay: Float(try adamW.number("weightDecay", in: 0...10)),
      clip: Float(try adamW.number("clip", in: 1e-6...1e6)))

    let rates = try map.mapping("schedule")
    let steps = try rates.integer("steps", in: 1...most)
    schedule = Schedule(
      kind: try rates.choice("kind"), steps: steps,
      warmupSteps: try rates.integer("warmupSteps", in: 0...steps),
      decaySteps: try rates.integer("decaySteps", in: 0...steps),
      learningRate: try rates.number("learningRate", in: 1e-9...10),
      finalFraction: try rates.number("finalFraction", in: 0...1))

    let checks = try map.mapping("validation")
    validation = Validation(
      everySteps: try checks.integer("everySteps", in: 1...most),
      sequences: try checks.integer("sequences", in: 0...most))
    let ledger = try map.mapping("segments")
    segmentSteps = try ledger.integer("steps", in: 1...steps)
    keepsStates = try ledger.boolean("keepStates")
    try map.finish()

    self.bytes = bytes
    digest = Digest(of: bytes)
    folder = file.removingLastComponent()
    try check(map)
  }

  private static func readData(_ map: StrictMapping) throws -> Data {
    switch try map.string("source") {
    case "fable":
      return .fable(
        documents: try map.integer("documents", in: 1...10_000_000),
        seed: try map.unsignedInteger("seed"),
        validation: try map.integer("validationDocuments", in: 0...1_000_000))
    case "files":
      let paths = try map.paths("paths")
      guard !paths.isEmpty else {
        throw CandorError(.malformed, "no data files are named", at: map.location(of: "paths"))
      }
      let split: TextSplit =
        switch try map.string("split") {
        case "file": .file
        case "paragraph": .paragraph
        case "line": .line
        default:
          throw CandorError(
            .malformed, "`split` is `file`, `paragraph` or `line`", at: map.location(of: "split"))
        }
      let fields = JSONLinesFields(
        text: try map.string("textField"), id: try map.string("idField"))
      return .files(
        paths, ReadingOptions(textSplit: split, fields: fields),
        validationPerMille: try map.integer("validationPerMille", in: 0...999))
    default:
      throw CandorError(
        .malformed, "`source` is `fable` or `files`", at: map.location(of: "source"))
    }
  }

  private static func readModel(
    _ map: StrictMapping, file: String
  ) throws -> DecoderConfiguration {
    let most = 1 << 24
    return try DecoderConfiguration(
      vocabularySize: map.integer("vocabularySize", in: 2...most),
      hiddenSize: map.integer("hiddenSize", in: 1...most),
      layers: map.integer("layers", in: 1...4096),
      queryHeads: map.integer("queryHeads", in: 1...most),
      keyValueHeads: map.integer("keyValueHeads", in: 1...most),
      headSize: map.integer("headSize", in: 2...most),
      feedForwardSize: map.integer("feedForwardSize", in: 1...most),
      contextLength: map.integer("contextLength", in: 1...most),
      normEpsilon: Float(map.number("normEpsilon", in: 1e-12...1e-1)),
      rotaryBase: map.number("rotaryBase", in: 2...1e12),
      tiedEmbeddings: map.boolean("tiedEmbeddings")
    ).validated(file: file)
  }

  private func check(_ map: StrictMapping) throws {
    func require(_ holds: Bool, _ key: String, _ message: String) throws {
      guard !holds else { return }
      throw CandorError(.malformed, message, at: map.location(of: key))
    }
    try require(
      virtualWorkers <= sequencesPerStep, "batch",
      "\(virtualWorkers) virtual workers cannot share \(sequencesPerStep) sequences")
    try require(
      schedule.warmupSteps + (schedule.kind == .wsd ? schedule.decaySteps : 0) <= steps, "schedule",
      "warm-up and decay take more than \(steps) steps")
    let own: TokenizerKind = if case .fable = data { .wordList } else { .bytePair }
    try require(
      tokenizer == own, "tokenizer", "these documents are read with `\(own.rawValue)`")
  }
}
