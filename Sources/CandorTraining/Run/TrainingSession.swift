import CandorCore
import CandorCorpus
import CandorModels
import CandorRelease
import CandorTensors
import SystemPackage

/// `candor train`: carries a recipe through to a release, segment by segment, so that a killed run
/// goes on from its last checkpoint.
///
/// While it lasts, the folder holds `.candor/` with the ledger and the newest checkpoint; a state
/// appears whole or not at all, and the ledger is cut back to it on resuming. One session at a time
/// holds a folder, in whatever process.
public final class TrainingSession {
  public let run: TrainingRun
  public let folder: FilePath
  private let working: FilePath
  private let lock: FileLock
  private var ledgerPath: FilePath { working.appending(RunLedger.fileName) }
  private var recipe: Recipe { run.recipe }

  /// - Throws: `mismatch` when the folder holds a run of another recipe or a finished release;
  ///   `inputOutput` when another session is at work in it.
  public init(_ run: TrainingRun, folder: FilePath) throws {
    self.run = run
    self.folder = folder
    working = folder.appending(ReleaseFolder.workingFolder)
    guard !FileSystem.exists(folder.appending(ReleaseLock.fileName)) else {
      throw CandorError(
        .mismatch, "the folder already holds a release",
        hint: "choose another `--output`, or remove it first", at: .init(file: folder.string))
    }
    try FileSystem.createDirectory(working)
    lock = try FileLock(working.appending("lock"), against: "another run")
    let copy = working.appending(Recipe.fileName)
    if FileSystem.exists(copy) {
      guard try FileSystem.read(copy) == recipe.bytes else {
        throw CandorError(
          .mismatch, "the folder holds an unfinished run of another recipe",
          hint: "choose another `--output`, or remove `\(working)`", at: .init(file: copy.string))
      }
      try AtomicFileWriter.removeLeftovers(in: folder)
    } else {
      try AtomicFile.write(recipe.bytes, to: copy)
    }
  }

  /// Takes all steps that are still to be taken.
  ///
  /// - Returns: the final state.
  /// - Throws: `interrupted`, with everything up to the last segment kept.
  public func train(_ progress: (RunProgress) -> Void) throws -> TrainingState {
    let initial = run.initialState()
    let initialDigest = try run.digest(initial)
    var state = initial
    var ledger: RunLedgerWriter
    if let step = try newestCheckpoint() {
      state = try TrainingState(initial.layout, step: step, from: checkpoint(step: step))
      ledger = try RunLedgerWriter(
        resuming: ledgerPath, inputs: run.inputs, initialState: initialDigest,
        state: run.digest(state), afterStep: step)
    } else {
      ledger = try RunLedgerWriter(
        creating: ledgerPath, inputs: run.inputs, initialState: initialDigest)
    }
    let start = state.step
    for segment in 0..<recipe.segments where recipe.steps(ofSegment: segment).lowerBound > start {
      try run.run(segment: segment, on: state) { event in
        switch event {
        case .step(let step):
          try ledger.append(step)
          progress(.step(step, done: step.step - start, of: recipe.steps - start))
        case .validation(let validation):
          try ledger.append(validation)
          progress(.validation(validation))
        }
      }
      let record = try ledger.closeSegment(state: run.digest(state))
      try keep(state)
      progress(.segment(record))
    }
    try run.data.snapshot?.verifyUnchanged()
    return state
  }

  /// Finds out before the long work whether everything is there that people must provide.
  public func checkPublishable(sourceRoot: FilePath?) throws {
    let manifest = try ReleaseManifest(in: recipe.folder)
    let names = manifest.paths.map(\.text)
    guard names.contains(SourceArchive.fileName), sourceRoot == nil else { return }
    throw CandorError(
      .notFound, "the manifest names `\(SourceArchive.fileName)`, and no checkout was found",
      hint: "run inside a checkout of Candor, or name it with `--source`")
  }

  private func checkpoint(step: Int) -> FilePath {
    recipe.keepsStates
      ? ReleaseStates.path(afterStep: step, in: folder)
      : working.appending("state-\(step).safetensors")
  }

  /// Saves the state; the one before goes once this one is safe, unless states are kept.
  private func keep(_ state: TrainingState) throws {
    let path = checkpoint(step: state.step)
    try FileSystem.createDirectory(path.removingLastComponent())
    try state.save(to: path)
    guard !recipe.keepsStates else { return }
    for name in try FileSystem.list(working)
    where name.hasPrefix("state-") && name != path.lastComponent?.string {
      try FileSystem.remove(working.appending(name))
    }
  }

  private func newestCheckpoint() throws -> Int? {
    guard FileSystem.exists(ledgerPath) else { return nil }
    let ends = (0..<recipe.segments).map { recipe.steps(ofSegment: $0).upperBound }
    return ends.last { FileSystem.exists(checkpoint(step: $0)) }
  }

  /// Makes the folder a release: the model in the Hugging Face layout, the seven pieces, the lock.
  ///
  /// - Parameter sourceRoot: the checkout that `source.tar` is made from.
  public func publish(
    _ state: TrainingState, sourceRoot: FilePath?
  ) throws -> ReleaseLock {
    let writer = ReleaseWriter(
      run: run, state: state, folder: folder, ledger: ledgerPath, sourceRoot: sourceRoot)
    let lock = try writer.write(pool: run.trainer.decoder.arithmetic.pool)
    try FileSystem.remove(working)
    return lock
  }
}

/// Where a release keeps the states at the ends of its segments.
enum ReleaseStates {
  static let folder = "states"

  static func path(afterStep step: Int, in release: FilePath) -> FilePath {
    let digits = String(step)
    let name = String(repeating: "0", count: max(0, 8 - digits.count)) + digits
    return release.appending(folder).appending("step-\(name).safetensors")
  }
}
