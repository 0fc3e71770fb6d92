import CandorCore
import SystemPackage

/// Writes a ledger while a run goes on; a killed run loses at most the segment it was in.
///
///     var writer = try RunLedgerWriter(creating: path, inputs: inputs, initialState: state)
///     try writer.append(step)
///     let record = try writer.closeSegment(state: state)    // then save the checkpoint
///
/// Close the segment first and save the checkpoint after it: a ledger may know more than the newest
/// checkpoint, and `init(resuming:)` cuts it back, but it can never know less.
package struct RunLedgerWriter: ~Copyable {
  private let file: AppendingFile
  private let inputs: Digest
  private let initialState: StateDigest
  private var tally = SegmentTally()
  private var segment = 0
  private var firstStep = 1
  private var chain: Digest
  /// The last step that was appended.
  package private(set) var lastStep = 0

  /// Begins a new ledger; one that is there is replaced.
  package init(creating path: FilePath, inputs: RunInputs, initialState: StateDigest) throws {
    let file = try AppendingFile(creating: path)
    try file.append(LedgerLine.header(inputs, initialState: initialState).encoded())
    try file.synchronise()
    self.file = file
    (self.inputs, self.initialState) = (inputs.digest, initialState)
    chain = RunSegment.chainStart(initialState: initialState.digest)
  }

  /// Goes on after a checkpoint; whatever the ledger holds beyond it is cut off.
  ///
  /// - Parameters:
  ///   - state: the state of the checkpoint, as read and digested again.
  ///   - step: the step of the checkpoint.
  /// - Throws: `mismatch` when the ledger is of another run or has another state at this step,
  ///   and whatever `RunLedger.init` throws about the lines that stay.
  package init(
    resuming path: FilePath, inputs: RunInputs, initialState: StateDigest, state: StateDigest,
    afterStep step: Int
  ) throws {
    let lines = try LedgerFile(path)
    guard let count = lines.countOfLines(throughStep: step) else {
      throw CandorError(
        .mismatch, "the ledger has no segment that ends with step \(step), where the checkpoint is",
        hint: "resume from an earlier checkpoint, or start again", at: .init(file: path.string))
    }
    let ledger = try RunLedger(lines, through: count)
    guard ledger.inputs == inputs, ledger.initialState == initialState else {
      throw CandorError(
        .mismatch, "the ledger is of another run: recipe, data, numerics or initial state differ",
        hint: "use another folder, or start again", at: .init(file: path.string, line: 1))
    }
    let known = ledger.segments.last?.state ?? initialState
    guard known.digest == state.digest else {
      throw CandorError(
        .mismatch, "the checkpoint is not the state the ledger knows after step \(step)",
        hint: known.names(differingFrom: state).first.map {
          "the first tensor that differs is `\($0)`"
        },
        at: .init(file: path.string, line: count))
    }
    file = try AppendingFile(continuing: path, after: lines.end(ofLines: count))
    (self.inputs, self.initialState) = (inputs.digest, initialState)
    (segment, firstStep, lastStep) = (ledger.segments.count, step + 1, step)
    chain = ledger.chain
  }

  /// - Throws: `internalFault` when the step is not the next one; `nonFinite` for a number that
  ///   is not finite, before anything is written; `inputOutput`.
  package mutating func append(_ step: LedgerStep) throws {
    guard step.step == lastStep + 1 else {
      throw CandorError(.internalFault, "step \(step.step) cannot follow step \(lastStep)")
    }
    for (name, value) in [
      ("learning rate", step.learningRate), ("loss", step.loss),
      ("gradient norm", step.gradientNorm),
    ] where !value.isFinite {
      throw CandorError(.nonFinite, "the \(name) of step \(step.step) is \(value)")
    }
    let line = LedgerLine.step(step).encoded()
    try file.append(line)
    tally.add(step, line)
    lastStep = step.step
  }

  /// Records a measurement made after the last step.
  package mutating func append(_ validation: LedgerValidation) throws {
    guard validation.step == lastStep else {
      throw CandorError(
        .internalFault, "a validation of step \(validation.step) cannot follow step \(lastStep)")
    }
    guard validation.loss.isFinite else {
      throw CandorError(
        .nonFinite, "the validation loss after step \(lastStep) is \(validation.loss)")
    }
    let line = LedgerLine.validation(validation).encoded()
    try file.append(line)
    tally.add(line)
  }

  /// Ends the segment with the state after its last step and makes it durable.
  @discardableResult
  package mutating func closeSegment(state: StateDigest) throws -> RunSegment {
    guard lastStep >= firstStep else {
      throw CandorError(.internalFault, "a segment needs at least one step")
    }
    var record = RunSegment(
      segment: segment, firstStep: firstStep, lastStep: lastStep, state: state.digest,
      dataOrder: tally.dataOrder, log: tally.log, chain: chain)
    record.chain = record.link(after: chain, inputs: inputs)
    let tensors = state.tensors.map { (name: $0.name, digest: $0.digest) }
    // Proves that the line can be read back: same tensors as at the start, and the step's digest.
    guard try initialState.replacing(tensors, step: lastStep, at: .init()) == state else {
      throw CandorError(.internalFault, "the state is not that of step \(lastStep) of this run")
    }
    try file.append(LedgerLine.segment(record, tensors: tensors).encoded())
    try file.synchronise()
    (segment, firstStep, chain, tally) = (segment + 1, lastStep + 1, record.chain, SegmentTally())
    return record
  }
}
