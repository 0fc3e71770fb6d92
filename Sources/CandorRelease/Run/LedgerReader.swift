import CandorCore

/// Takes the lines of a ledger one by one and holds each against those before.
struct LedgerReader {
  private let inputs: Digest
  private let initialState: StateDigest
  private let file: LedgerFile
  private(set) var segments: [LedgerSegment] = []

  private var tally = SegmentTally()
  private var steps: [LedgerStep] = []
  private var validations: [LedgerValidation] = []
  private var firstLine = 1
  private var lastStep = 0
  private var chain: Digest

  init(inputs: RunInputs, initialState: StateDigest, file: LedgerFile) {
    (self.inputs, self.initialState, self.file) = (inputs.digest, initialState, file)
    chain = RunSegment.chainStart(initialState: initialState.digest)
  }

  mutating func read(_ index: Int) throws {
    let place = file.place(of: index)
    let line = try file.line(index)
    switch line {
    case .header:
      throw CandorError(.malformed, "a second header", at: place)
    case .step(let step):
      guard step.step == lastStep + 1 else {
        throw CandorError(
          .mismatch, "step \(step.step) follows step \(lastStep)", at: place)
      }
      lastStep = step.step
      steps.append(step)
      tally.add(step, line.encoded())
    case .validation(let validation):
      guard validation.step == lastStep else {
        throw CandorError(
          .mismatch, "a validation of step \(validation.step) follows step \(lastStep)", at: place)
      }
      validations.append(validation)
      tally.add(line.encoded())
    case .segment(let record, let tensors):
      try close(record, tensors, at: index)
    }
  }

  /// The last line must have been a segment's, or the header.
  func finish(at index: Int) throws {
    guard steps.isEmpty, validations.isEmpty else {
      throw CandorError(
        .malformed, "the ledger ends within a segment",
        hint: "resume the run, which removes what is unfinished", at: file.place(of: index - 1))
    }
  }

  private mutating func close(
    _ record: RunSegment, _ tensors: [(name: String, digest: Digest)], at index: Int
  ) throws {
    func mismatch(_ message: String, _ field: String) -> CandorError {
      var place = file.place(of: index)
      place.field = field
      return CandorError(.mismatch, message, at: place)
    }
    guard record.segment == segments.count else {
      throw mismatch("segment \(record.segment) follows \(segments.count) segments", "segment")
    }
    guard let first = steps.first, record.firstStep == first.step, record.lastStep == lastStep
    else {
      throw mismatch(
        "steps \(record.firstStep) to \(record.lastStep) are claimed; the lines above hold "
          + (steps.first.map { "\($0.step) to \(lastStep)" } ?? "none"), "firstStep")
    }
    // What the line itself says must fit the chain; then a difference below lies in other lines.
    guard record.link(after: chain, inputs: inputs) == record.chain else {
      let blame = segments.isEmpty ? "this line or the header (line 1)" : "this line"
      throw mismatch("the chain breaks here: \(blame) was changed", "chain")
    }
    let lines = "lines \(firstLine + 1) to \(index)"
    guard tally.dataOrder == record.dataOrder else {
      throw mismatch("`samples` was changed in one of the \(lines)", "dataOrder")
    }
    guard tally.log == record.log else {
      throw mismatch("one of the \(lines) was changed", "log")
    }
    let state = try initialState.replacing(tensors, step: lastStep, at: file.place(of: index))
    guard state.digest == record.state else {
      throw mismatch("`tensors` was changed in this line, or the shapes in the header", "tensors")
    }
    segments.append(
      LedgerSegment(
        record: record, state: state, steps: steps, validations: validations,
        lines: firstLine + 1...index + 1))
    (steps, validations, tally) = ([], [], SegmentTally())
    (firstLine, chain) = (index + 1, record.chain)
  }
}

/// The running digests of an open segment; writer and reader use the same.
struct SegmentTally {
  private var logBuilder = DigestBuilder()
  private var orderBuilder = DigestBuilder()

  mutating func add(_ step: LedgerStep, _ line: [UInt8]) {
    orderBuilder.update(step.samples.bytes)
    add(line)
  }

  /// - Parameter line: with its line feed.
  mutating func add(_ line: [UInt8]) {
    logBuilder.update(line)
  }

  var log: Digest { logBuilder.finalize() }
  var dataOrder: Digest { orderBuilder.finalize() }
}

extension StateDigest {
  /// The state with the same tensors and other contents.
  ///
  /// - Throws: `mismatch` unless the names are the same.
  func replacing(
    _ digests: [(name: String, digest: Digest)], step: Int, at place: CandorError.Location
  ) throws -> StateDigest {
    let sorted = digests.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
    guard sorted.elementsEqual(tensors, by: { $0.name.utf8.elementsEqual($1.name.utf8) }) else {
      throw CandorError(.mismatch, "the tensors are not those of the header", at: place)
    }
    return try StateDigest(
      step: step,
      tensors: zip(tensors, sorted).map { tensor, new in
        try TensorDigest(
          name: tensor.name, elementType: tensor.elementType, shape: tensor.shape,
          digest: new.digest)
      })
  }
}
