import CandorCore
import CandorRelease
import CandorTensors
import CandorTraining
import SystemPackage
import Testing

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// A small run from recipe to release and back, in a folder of its own.
private struct SmallRun {
  let folder: FilePath
  var recipeFolder: FilePath { folder.appending("recipe") }
  var release: FilePath { folder.appending("release") }

  static let repository = FilePath(#filePath).removingLastComponent().removingLastComponent()
    .removingLastComponent()

  init(steps: Int = 8, learningRate: String = "3.0e-3") throws {
    folder = FilePath("/tmp/candor-test-\(getpid())-\(UInt64.random(in: 0 ... .max))")
    try FileSystem.createDirectory(folder.appending("recipe"))
    let shipped = Self.repository.appending("Recipes").appending("fable")
    var text = String(
      decoding: try FileSystem.read(shipped.appending("recipe.yaml")), as: UTF8.self)
    for (key, value) in [
      ("documents", "300"), ("validationDocuments", "20"), ("hiddenSize", "32"), ("layers", "2"),
      ("queryHeads", "4"), ("headSize", "8"), ("feedForwardSize", "48"),
      ("sequencesPerStep", "5"), ("warmupSteps", "2"), ("decaySteps", "2"),
      ("learningRate", learningRate), ("everySteps", "3"), ("keepStates", "true"),
    ] {
      text = text.replacing(try Regex("\(key): .*"), with: "\(key): \(value)")
    }
    // `steps` stands twice: in the schedule and for the segments.
    text = text.replacing(try Regex("\n  steps: 1[0-9]{3}"), with: "\n  steps: \(steps)")
    text = text.replacing("segments:\n  steps: 100", with: "segments:\n  steps: 3")
    try AtomicFile.write(text, to: recipeFolder.appending("recipe.yaml"))
    for name in ["README.md", "DATA.md", "LICENSE"] {
      try AtomicFile.write(
        FileSystem.read(shipped.appending(name)), to: recipeFolder.appending(name))
    }
    let manifest = String(
      decoding: try FileSystem.read(shipped.appending("release.yaml")), as: UTF8.self)
    try AtomicFile.write(
      manifest.replacing("source.tar", with: "recipe.yaml"),
      to: recipeFolder.appending("release.yaml"))
  }

  func remove() { try? FileSystem.remove(folder) }

  func run(threads: Int = 2, workers: Int = 1, isa: InstructionSet? = nil) throws -> TrainingRun {
    try TrainingRun(
      Recipe(recipeFolder), threads: threads, workers: workers, instructionSet: isa)
  }

  /// The digest of the state after all steps, without a release.
  func finalDigest(threads: Int, workers: Int = 1, isa: InstructionSet? = nil) throws -> Digest {
    let run = try run(threads: threads, workers: workers, isa: isa)
    let state = run.initialState()
    for segment in 0..<run.recipe.segments { try run.run(segment: segment, on: state) { _ in } }
    return try run.digest(state).digest
  }

  @discardableResult
  func train() throws -> ReleaseLock {
    let session = try TrainingSession(run(), folder: release)
    return try session.publish(session.train { _ in }, sourceRoot: nil)
  }

  func reproduce(threads: Int = 1, spot: Int? = nil) throws -> ReproductionResult {
    var options = Reproduction.Options(threads: threads)
    options.spot = spot
    options.challenge = [1, 2, 3]
    return try Reproduction(release, options: options).check { _ in }
  }

  /// Changes one bit of a file, from the end so that headers stay whole.
  func flip(_ name: String, fromEnd offset: Int) throws {
    let path = release.appending(name)
    var bytes = try FileSystem.read(path)
    bytes[bytes.count - offset] ^= 1
    try AtomicFile.write(bytes, to: path)
  }

  /// Writes the lock again, as a forger would.
  func relock() throws {
    var lock = try ReleaseLock(in: release)
    try lock.recordFiles(in: release, using: WorkerPool(threads: 2))
    try lock.write(in: release)
  }
}

@Suite("a run, its release and its rebuilding")
struct ReleaseRunTests {
  @Test("threads, workers and instruction sets change no bit of parameters and moments")
  func invariance() throws {
    let small = try SmallRun()
    defer { small.remove() }
    let expected = try small.finalDigest(threads: 1)
    for threads in [2, 3, 7] {
      #expect(try small.finalDigest(threads: threads) == expected, "\(threads) threads")
    }
    for workers in [2, 3, 4] {
      #expect(try small.finalDigest(threads: 4, workers: workers) == expected, "\(workers) workers")
    }
    for isa in InstructionSet.available where isa != .generic {
      #expect(try small.finalDigest(threads: 2, isa: isa) == expected, "\(isa)")
    }
  }

  @Test("plain C gives the same bits in a shortened run")
  func plainC() throws {
    let small = try SmallRun(steps: 4)
    defer { small.remove() }
    let expected = try small.finalDigest(threads: 2)
    #expect(try small.finalDigest(threads: 2, isa: .generic) == expected)
  }

  @Test("a release is reproduced, and spot checks replay segments from kept states")
  func reproduction() throws {
    let small = try SmallRun()
    defer { small.remove() }
    try small.train()
    let whole = try small.reproduce(threads: 3)
    #expect(whole.verdict == .reproduced, "\(String(describing: whole.firstDifference))")
    #expect(whole.segments == 3 && whole.replayed == [0, 1, 2] && whole.missProbability == 0)
    #expect(whole.parameterDigest == whole.expectedDigest)
    let spot = try small.reproduce(spot: 1)
    #expect(spot.verdict == .spotChecked, "\(String(describing: spot.firstDifference))")
    #expect(spot.replayed.count == 2 && spot.replayed.first == 0)
  }

  @Test("a run stopped anywhere goes on to the same release", arguments: [1, 3, 4, 7])
  func resuming(stop: Int) throws {
    let (small, other) = (try SmallRun(), try SmallRun())
    defer {
      small.remove()
      other.remove()
    }
    let expected = try other.train().run?.parameterDigest
    // What a kill leaves behind: everything as it was on disk at that moment.
    let copy = small.folder.appending("killed")
    _ = try TrainingSession(small.run(), folder: small.release).train { event in
      if case .step(let step, _, _) = event, step.step == stop {
        try? Self.copy(small.release, to: copy)
      }
    }
    try FileSystem.remove(small.release)
    try Self.copy(copy, to: small.release)
    #expect(try small.train().run?.parameterDigest == expected)
  }

  private static func copy(_ source: FilePath, to target: FilePath) throws {
    try FileSystem.createDirectory(target)
    for name in try FileSystem.list(source) {
      let (from, to) = (source.appending(name), target.appending(name))
      if FileSystem.isFolder(from) {
        try copy(from, to: to)
      } else {
        try AtomicFile.write(FileSystem.read(from), to: to)
      }
    }
  }

  @Test("one changed bit is found and named", arguments: [
    ("model.safetensors", 100), ("ledger.jsonl", 2000), ("recipe.yaml", 20), ("README.md", 10),
  ])
  func tampering(file: String, offset: Int) throws {
    let small = try SmallRun()
    defer { small.remove() }
    try small.train()
    try small.flip(file, fromEnd: offset)
    let result = try small.reproduce()
    #expect(result.verdict == .diverged)
    #expect(result.firstDifference?.detail.contains(file) == true)
    #expect(result.replayed.isEmpty)
  }

  @Test("a forged weight with a forged lock is found by running again: tensor, element, distance")
  func forgedWeight() throws {
    let small = try SmallRun()
    defer { small.remove() }
    try small.train()
    try small.flip("model.safetensors", fromEnd: 4 * 3)
    try small.relock()
    let result = try small.reproduce()
    #expect(result.verdict == .diverged)
    #expect(result.firstDifference?.tensor == "model.norm.weight")
    #expect(result.firstDifference?.element == 29)
    #expect(result.firstDifference?.ulps == 1)
  }

  @Test("another hyperparameter or seed under a forged lock is found")
  func forgedRecipe() throws {
    let small = try SmallRun()
    defer { small.remove() }
    try small.train()
    let path = small.release.appending("recipe.yaml")
    let text = String(decoding: try FileSystem.read(path), as: UTF8.self)
    try AtomicFile.write(text.replacing("beta2: 0.95", with: "beta2: 0.96"), to: path)
    try small.relock()
    let result = try small.reproduce()
    #expect(result.verdict == .diverged && result.firstDifference?.subject == "hyperparameters")
  }

  @Test("a missing piece is named, and nothing is claimed")
  func missing() throws {
    let small = try SmallRun()
    defer { small.remove() }
    try small.train()
    try FileSystem.remove(small.release.appending("recipe.yaml"))
    let result = try small.reproduce()
    #expect(result.verdict == .cannot && result.missing == ["recipe.yaml"])
  }

  @Test("an unknown key is named with the nearest one")
  func unknownKey() throws {
    let small = try SmallRun()
    defer { small.remove() }
    let path = small.recipeFolder.appending("recipe.yaml")
    let text = String(decoding: try FileSystem.read(path), as: UTF8.self)
    try AtomicFile.write(text.replacing("weightDecay:", with: "weigthDecay:"), to: path)
    #expect {
      _ = try Recipe(small.recipeFolder)
    } throws: { error in
      (error as? CandorError)?.description.contains("weightDecay") == true
    }
  }
}
