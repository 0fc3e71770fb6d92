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
struct SmallRun {
  let folder: FilePath
  var recipeFolder: FilePath { folder.appending("recipe") }
  var release: FilePath { folder.appending("release") }

  private static let tests = FilePath(#filePath).removingLastComponent().removingLastComponent()
  static let fixture = tests.appending("Fixtures").appending("SmallRun")

  private init() throws {
    folder = FilePath("/tmp/candor-test-\(getpid())-\(UInt64.random(in: 0 ... .max))")
    try FileSystem.createDirectory(folder.appending("recipe"))
  }

  /// The committed run on text from a file.
  static func ofText() throws -> SmallRun {
    let small = try SmallRun()
    try copy(fixture, to: small.recipeFolder)
    return small
  }

  /// The demo's recipe, made small.
  static func ofStories(steps: Int = 8) throws -> SmallRun {
    let small = try SmallRun()
    let shipped = tests.removingLastComponent().appending("Recipes").appending("fable")
    var text = String(
      decoding: try FileSystem.read(shipped.appending("recipe.yaml")), as: UTF8.self)
    for (key, value) in [
      ("documents", "300"), ("validationDocuments", "20"), ("hiddenSize", "32"), ("layers", "2"),
      ("queryHeads", "4"), ("headSize", "8"), ("feedForwardSize", "48"),
      ("sequencesPerStep", "5"), ("warmupSteps", "2"), ("decaySteps", "2"),
      ("everySteps", "3"), ("keepStates", "true"),
    ] {
      text = text.replacing(try Regex("\(key): .*"), with: "\(key): \(value)")
    }
    // `steps` stands twice: in the schedule and for the segments.
    text = text.replacing(
      try Regex("kind: wsd\n  steps: [0-9]+"), with: "kind: wsd\n  steps: \(steps)")
    text = text.replacing("segments:\n  steps: 100", with: "segments:\n  steps: 3")
    try AtomicFile.write(text, to: small.recipeFolder.appending("recipe.yaml"))
    for name in ["README.md", "DATA.md", "LICENSE"] {
      try AtomicFile.write(
        FileSystem.read(shipped.appending(name)), to: small.recipeFolder.appending(name))
    }
    let manifest = String(
      decoding: try FileSystem.read(shipped.appending("release.yaml")), as: UTF8.self)
    try AtomicFile.write(
      manifest.replacing("source.tar", with: "recipe.yaml"),
      to: small.recipeFolder.appending("release.yaml"))
    return small
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

  func replace(_ old: String, by new: String, in name: String) throws {
    let path = release.appending(name)
    let text = String(decoding: try FileSystem.read(path), as: UTF8.self)
    try #require(text.contains(old))
    try AtomicFile.write(text.replacing(old, with: new), to: path)
  }

  /// Writes the lock again, as a forger would.
  func relock() throws {
    var lock = try ReleaseLock(in: release)
    try lock.recordFiles(in: release, using: WorkerPool(threads: 2))
    try lock.write(in: release)
  }

  static func copy(_ source: FilePath, to target: FilePath) throws {
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
}
