import CandorCore
import SystemPackage

/// `ledger.jsonl`: what happened in a training run, step by step, chained segment by segment.
///
/// A ledger that was read is consistent in itself: every digest that can be computed from the file
/// was computed and is equal. What the file claims is true only if a replay gives the same states.
public struct RunLedger: Sendable, Equatable {
  public static let fileName = "ledger.jsonl"

  public let inputs: RunInputs
  /// The state before the first step.
  public let initialState: StateDigest
  public let segments: [LedgerSegment]

  /// Reads a finished ledger.
  ///
  /// - Throws: `malformed` for lines that are not as specified, `mismatch` for digests that do not
  ///   fit, both with the line; `notFound`, `inputOutput`.
  /// - Complexity: O(bytes) time and memory; at most 1 GiB is read.
  public init(_ path: FilePath) throws {
    try self.init(LedgerFile(path))
  }

  init(_ lines: LedgerFile) throws {
    guard lines.isWhole else {
      throw CandorError(
        .malformed, "the last line has no end; the run was interrupted here",
        hint: "resume the run, which removes what is unfinished", at: lines.place(of: lines.count))
    }
    try self.init(lines, through: lines.count)
  }

  /// Reads the first lines of a ledger; the last of them must end a segment or be the header.
  init(_ lines: LedgerFile, through count: Int) throws {
    guard count > 0, case .header(let inputs, let initialState) = try lines.line(0) else {
      throw CandorError(
        .malformed, "a ledger begins with a header line", at: lines.place(of: 0))
    }
    var reader = LedgerReader(inputs: inputs, initialState: initialState, file: lines)
    for index in 1..<max(1, count) { try reader.read(index) }
    try reader.finish(at: count)
    (self.inputs, self.initialState, self.segments) = (inputs, initialState, reader.segments)
  }

  /// All steps, in order.
  public var steps: [LedgerStep] { segments.flatMap(\.steps) }

  /// All validations, in order.
  public var validations: [LedgerValidation] { segments.flatMap(\.validations) }

  /// The last link of the chain, which stands for the whole run.
  public var chain: Digest {
    segments.last?.record.chain ?? RunSegment.chainStart(initialState: initialState.digest)
  }
}
