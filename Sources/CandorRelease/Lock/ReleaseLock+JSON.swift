import CandorCore

extension ReleaseLock {
  /// The lock as JSON, its members in the order of the specification.
  var encoded: JSONValue {
    var object: JSONObject = [
      "format": .string(Self.format),
      "tool": ["name": .string(toolName), "version": .string(toolVersion)],
      "toolchain": .string(toolchain), "numerics": .integer(Int64(numerics)),
      "files": .array(files.map(\.encoded)),
    ]
    object["dataset"] = dataset.map(\.encoded)
    object["run"] = run.map(\.encoded)
    return .object(object)
  }

  init(_ value: JSONValue, file: String) throws {
    let object = try StrictObject(
      value, keys: ["format", "tool", "toolchain", "numerics", "files"],
      optional: ["dataset", "run"], at: .init(file: file))
    let format = try object.string("format")
    guard format == Self.format else {
      throw CandorError(
        .unsupported, "the format is `\(format.prefix(80))`; this program reads `\(Self.format)`",
        at: object.location(of: "format"))
    }
    let tool = try object.object("tool", keys: ["name", "version"])
    toolName = try tool?.string("name") ?? ""
    toolVersion = try tool?.string("version") ?? ""
    toolchain = try object.string("toolchain")
    numerics = UInt32(clamping: try object.integer("numerics", in: 1...Int(UInt32.max)))
    files = try object.list("files").map { try ReleaseFile($0.value, at: $0.place) }
    dataset = try object.object("dataset", keys: DatasetRecord.keys).map(DatasetRecord.init)
    run = try object.object("run", keys: RunRecord.keys).map(RunRecord.init)
    for (index, pair) in zip(files, files.dropFirst()).enumerated()
    where !(pair.0.path < pair.1.path) {
      throw CandorError(
        .malformed, "`\(pair.1.path)` is out of order or given twice",
        at: object.location(of: "files[\(index + 1)]"))
    }
    for (index, file) in files.enumerated() where ReleaseFolder.isOutsideLock(file.path) {
      throw CandorError(
        .malformed, "a lock does not cover `\(file.path)`",
        at: object.location(of: "files[\(index)]"))
    }
    try checkReferences(at: object.location(of: "dataset"))
    try run?.checkChain(numerics: numerics, at: object.location(of: "run"))
  }
}

extension ReleaseFile {
  fileprivate var encoded: JSONValue {
    ["path": .string(path.text), "bytes": .integer(Int64(bytes)), "sha256": .string(digest.hex)]
  }

  fileprivate init(_ value: JSONValue, at place: CandorError.Location) throws {
    let object = try StrictObject(value, keys: ["path", "bytes", "sha256"], at: place)
    try self.init(
      path: object.path("path"), bytes: object.integer("bytes", in: 0...largestJSONInteger),
      digest: object.digest("sha256"))
  }
}

extension DatasetRecord {
  fileprivate static let keys = ["documents", "digest", "files"]

  fileprivate var encoded: JSONValue {
    [
      "documents": .integer(Int64(documents)), "digest": .string(digest.hex),
      "files": .array(files.map { .string($0.text) }),
    ]
  }

  fileprivate init(_ object: StrictObject) throws {
    let files = try object.list("files").map { value, place in
      guard case .string(let text) = value else {
        throw CandorError(.malformed, "expected a path", at: place)
      }
      return try ReleasePath(text, at: place)
    }
    try self.init(
      documents: object.integer("documents", in: 0...largestJSONInteger),
      digest: object.digest("digest"), files: files)
  }
}

extension RunRecord {
  fileprivate static let keys = [
    "recipeDigest", "dataDigest", "initialState", "segments", "finalState", "parameterDigest",
  ]

  fileprivate var encoded: JSONValue {
    [
      "recipeDigest": .string(recipeDigest.hex), "dataDigest": .string(dataDigest.hex),
      "initialState": .string(initialState.hex),
      "segments": .array(segments.map { .object($0.object) }),
      "finalState": .string(finalState.hex), "parameterDigest": .string(parameterDigest.hex),
    ]
  }

  fileprivate init(_ object: StrictObject) throws {
    recipeDigest = try object.digest("recipeDigest")
    dataDigest = try object.digest("dataDigest")
    initialState = try object.digest("initialState")
    segments = try object.list("segments").map {
      try RunSegment(StrictObject($0.value, keys: RunSegment.keys, at: $0.place))
    }
    parameterDigest = try object.digest("parameterDigest")
    guard try object.digest("finalState") == finalState else {
      throw CandorError(
        .mismatch, "`finalState` is not the state of the last segment",
        at: object.location(of: "finalState"))
    }
  }

  /// Recomputes every link from the digests beside it.
  fileprivate func checkChain(numerics: UInt32, at place: CandorError.Location) throws {
    let inputs = inputs(numerics: numerics).digest
    var chain = RunSegment.chainStart(initialState: initialState)
    var lastStep = 0
    for (index, segment) in segments.enumerated() {
      var place = place
      place.field = "\(place.field ?? "run").segments[\(index)]"
      guard segment.segment == index, segment.firstStep == lastStep + 1,
        segment.lastStep >= segment.firstStep
      else {
        throw CandorError(.mismatch, "the segment does not follow the one before it", at: place)
      }
      guard segment.link(after: chain, inputs: inputs) == segment.chain else {
        let blame =
          index == 0 ? "this segment, the run's inputs or its initial state" : "this segment"
        throw CandorError(.mismatch, "the chain breaks here: \(blame) was changed", at: place)
      }
      (chain, lastStep) = (segment.chain, segment.lastStep)
    }
  }
}
