import CandorCore
import CandorCorpus
import CandorModels
import CandorRelease
import CandorTensors
import SystemPackage

/// `candor reproduce`: checks a release against its own digests, then runs its training again, whole
/// or in part, and compares every loss, every state and at last every parameter.
public final class Reproduction {
  public struct Options: Sendable {
    public var threads: Int
    public var workers = 1
    /// How many segments besides the first are run again; nil for all.
    public var spot: Int?
    /// The verifier's randomness.
    public var challenge: [UInt8] = []
    public var instructionSet: InstructionSet?

    public init(threads: Int) {
      self.threads = threads
    }
  }

  private let folder: FilePath
  private let options: Options
  private let clock = ContinuousClock()
  private var result: ReproductionResult
  /// The run, and the state it ended in, when everything was run again.
  public private(set) var run: TrainingRun?
  public private(set) var rebuilt: TrainingState?

  public init(_ folder: FilePath, options: Options) {
    self.folder = folder
    self.options = options
    result = ReproductionResult(
      verdict: .cannot, segments: 0, replayed: [], missing: [], seconds: 0)
  }

  /// Ends the check early: with the first difference, or for want of pieces.
  private struct Stop: Error {
    let verdict: ReproductionVerdict
    var difference: Difference?
    var missing: [String] = []
  }

  /// - Throws: what reading a malformed release throws; `interrupted`. A release that differs is a
  ///   result, not an error.
  public func check(_ progress: (RunProgress) -> Void) throws -> ReproductionResult {
    let start = clock.now
    do {
      try examine(progress)
    } catch let stop as Stop {
      result.verdict = stop.verdict
      result.firstDifference = stop.difference
      result.missing = stop.missing
    }
    let elapsed = (clock.now - start).components
    result.seconds = Double(elapsed.seconds) + Double(elapsed.attoseconds) * 1e-18
    return result
  }

  private func examine(_ progress: (RunProgress) -> Void) throws {
    progress(.preparing("checking digests"))
    let lock = try ReleaseLock(in: folder)
    guard let record = lock.run else {
      throw Stop(verdict: .cannot, missing: ["a recorded training run"])
    }
    result.segments = record.segments.count
    result.expectedDigest = record.parameterDigest
    try checkFiles(lock)
    let ledger = try RunLedger(folder.appending(RunLedger.fileName))
    try lock.verify(ledger)

    progress(.preparing("reading documents"))
    let recipe = try Recipe(folder)
    guard recipe.digest == record.recipeDigest else {
      throw diverged("hyperparameters", "`recipe.yaml` is not the recipe of the recorded run")
    }
    let run = try TrainingRun(
      recipe, threads: options.threads, workers: options.workers,
      instructionSet: options.instructionSet)
    self.run = run
    guard run.inputs.numerics == lock.numerics else {
      throw Stop(
        verdict: .cannot,
        missing: ["numerics version \(lock.numerics); this program has \(run.inputs.numerics)"])
    }
    guard run.data.digest == record.dataDigest else {
      throw diverged("dataset", "the documents are not those of the recorded run")
    }
    guard recipe.segments == ledger.segments.count else {
      throw diverged("ledger", "the recipe has \(recipe.segments) segments, the ledger other")
    }
    let initial = run.initialState()
    try compare(run.digest(initial), ledger.initialState, "initial state", segment: nil)
    if options.spot == nil {
      try replayAll(run, initial, ledger, record, progress)
    } else {
      try replaySome(run, initial, ledger, progress)
    }
  }

  private func checkFiles(_ lock: ReleaseLock) throws {
    let pool = try WorkerPool(threads: options.threads)
    let mismatches = try lock.verifyFiles(in: folder, using: pool)
    let missing = mismatches.compactMap { mismatch -> String? in
      if case .missing = mismatch.kind { return mismatch.path.text }
      return nil
    }
    guard missing.isEmpty else { throw Stop(verdict: .cannot, missing: missing) }
    if let mismatch = mismatches.first {
      var detail = mismatch.description
      if mismatch.path.text == RunLedger.fileName {
        // Its chain says in which line.
        do { _ = try RunLedger(folder.appending(RunLedger.fileName)) } catch {
          detail += "; \(error)"
        }
      }
      throw diverged("file", detail)
    }
  }

  private func replayAll(
    _ run: TrainingRun, _ state: TrainingState, _ ledger: RunLedger, _ record: RunRecord,
    _ progress: (RunProgress) -> Void
  ) throws {
    for segment in 0..<run.recipe.segments {
      try replay(run, segment, state, ledger, done: 0, of: run.recipe.steps, progress)
    }
    let digest = try state.parameterDigest(pool: run.trainer.decoder.arithmetic.pool)
    result.parameterDigest = digest.digest
    try compareParameters(state)
    guard digest.digest == record.parameterDigest else {
      throw diverged("parameters", "the rebuilt parameters are not those of the lock")
    }
    try run.data.snapshot?.verifyUnchanged()
    rebuilt = state
    result.verdict = .reproduced
  }

  /// The first segment from the seed, and others from the states that the release keeps.
  private func replaySome(
    _ run: TrainingRun, _ initial: TrainingState, _ ledger: RunLedger,
    _ progress: (RunProgress) -> Void
  ) throws {
    let recipe = run.recipe
    let others = (1..<max(1, recipe.segments)).filter { segment in
      FileSystem.exists(
        ReleaseStates.path(
          afterStep: recipe.steps(ofSegment: segment).lowerBound - 1, in: folder))
    }
    let selection = SpotSelection(challenge: options.challenge)
    let chosen = [0] + selection.choose(options.spot ?? 0, of: others)
    let total = chosen.reduce(0) { $0 + recipe.steps(ofSegment: $1).count }
    var done = 0
    for segment in chosen {
      let steps = recipe.steps(ofSegment: segment)
      let state =
        segment == 0
        ? initial
        : try TrainingState(
          initial.layout, step: steps.lowerBound - 1,
          from: ReleaseStates.path(afterStep: steps.lowerBound - 1, in: folder))
      if segment > 0 {
        try compare(
          run.digest(state), ledger.segments[segment - 1].state, "kept state", segment: segment - 1)
      }
      try replay(run, segment, state, ledger, done: done, of: total, progress)
      done += steps.count
    }
    try run.data.snapshot?.verifyUnchanged()
    result.verdict = .spotChecked
  }

  private func replay(
    _ run: TrainingRun, _ segment: Int, _ state: TrainingState, _ ledger: RunLedger, done: Int,
    of total: Int, _ progress: (RunProgress) -> Void
  ) throws {
    let expected = ledger.segments[segment]
    let first = run.recipe.steps(ofSegment: segment).lowerBound
    let before = options.spot == nil ? 0 : done - first + 1
    var validations = expected.validations[...]
    try run.run(segment: segment, on: state) { event in
      switch event {
      case .step(let step):
        try compare(step, expected.steps[step.step - first], segment: segment)
        progress(.step(step, done: before + step.step, of: total))
      case .validation(let validation):
        guard validation == validations.popFirst() else {
          throw diverged(
            "validation", "the held-out loss is another one", segment: segment,
            step: validation.step)
        }
        progress(.validation(validation))
      }
    }
    try compare(run.digest(state), expected.state, "state", segment: segment)
    result.replayed.append(segment)
    progress(.segment(expected.record))
  }

  private func compare(_ step: LedgerStep, _ expected: LedgerStep, segment: Int) throws {
    guard step != expected else { return }
    let names: [(String, Bool)] = [
      ("the samples are", step.samples == expected.samples),
      ("the number of tokens is", step.tokens == expected.tokens),
      ("the learning rate is", step.learningRate == expected.learningRate),
      ("the loss is", step.loss == expected.loss),
      ("the gradient norm is", step.gradientNorm == expected.gradientNorm),
    ]
    let what = names.first { !$0.1 }?.0 ?? "something is"
    throw diverged("step", "\(what) not as recorded", segment: segment, step: step.step)
  }

  private func compare(
    _ digest: StateDigest, _ expected: StateDigest, _ subject: String, segment: Int?
  ) throws {
    guard digest.digest != expected.digest else { return }
    let tensor = digest.names(differingFrom: expected).first
    throw diverged(
      subject, tensor.map { "the first tensor that differs is `\($0)`" } ?? "the digests differ",
      segment: segment, tensor: tensor)
  }

  /// The rebuilt parameters against those in `model.safetensors`, number by number.
  private func compareParameters(_ state: TrainingState) throws {
    let published = try DecoderParameters(
      folder.appending("model.safetensors"), layout: state.layout)
    for slot in state.layout.slots {
      guard
        let (element, ulps) = firstDifference(
          state.parameters, published.values, range: slot.range)
      else { continue }
      throw diverged(
        "parameters", "`\(slot.name)` differs from element \(element) on, there by \(ulps) ULP",
        tensor: slot.name, element: element, ulps: ulps)
    }
  }

  private func diverged(
    _ subject: String, _ detail: String, segment: Int? = nil, step: Int? = nil,
    tensor: String? = nil, element: Int? = nil, ulps: Int? = nil
  ) -> Stop {
    Stop(
      verdict: .diverged,
      difference: Difference(
        subject, detail, segment: segment, step: step, tensor: tensor, element: element,
        ulps: ulps))
  }
}

/// The first place in `range` where the bits differ, and the distance in units in the last place.
private func firstDifference(
  _ left: borrowing Buffer<Float>, _ right: borrowing Buffer<Float>, range: Range<Int>
) -> (element: Int, ulps: Int)? {
  let (left, right) = (left.span, right.span)
  for index in range where left[index].bitPattern != right[index].bitPattern {
    func ordinal(_ value: Float) -> Int {
      let bits = Int(Int32(bitPattern: value.bitPattern))
      return bits < 0 ? Int(Int32.min) - bits : bits
    }
    return (index - range.lowerBound, abs(ordinal(left[index]) - ordinal(right[index])))
  }
  return nil
}
