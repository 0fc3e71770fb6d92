/// A finished segment of a ledger with everything that was recorded in it.
public struct LedgerSegment: Sendable, Equatable {
  public let record: RunSegment
  /// The state after the segment, with the digests of its tensors.
  public let state: StateDigest
  public let steps: [LedgerStep]
  public let validations: [LedgerValidation]
  /// The first and the last line of the segment in the file, counted from one.
  public let lines: ClosedRange<Int>
}
