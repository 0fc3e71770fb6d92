import CandorCore

/// A stretch of a run between two states: the unit of checkpoints, of spot checks and of the chain.
public struct RunSegment: Sendable, Equatable {
  /// Counted from zero.
  public var segment: Int
  /// Steps are counted from one; a segment has at least one step.
  public var firstStep: Int
  public var lastStep: Int
  /// The state after `lastStep`.
  public var state: Digest
  /// Which sequences were seen, in order.
  public var dataOrder: Digest
  /// The exact bytes of the segment's step and validation lines in the ledger.
  public var log: Digest
  /// The link: everything above, the run's inputs and the link before.
  public var chain: Digest

  package init(
    segment: Int, firstStep: Int, lastStep: Int, state: Digest, dataOrder: Digest,
    log: Digest, chain: Digest
  ) {
    (self.segment, self.firstStep, self.lastStep) = (segment, firstStep, lastStep)
    (self.state, self.dataOrder, self.log, self.chain) = (state, dataOrder, log, chain)
  }

  /// The link before the first segment.
  package static func chainStart(initialState: Digest) -> Digest {
    var builder = DigestBuilder()
    builder.update("candor.chain/1\n")
    builder.update(initialState.bytes)
    return builder.finalize()
  }

  /// The link this segment must have after the given one.
  package func link(after previous: Digest, inputs: Digest) -> Digest {
    var builder = DigestBuilder()
    builder.update("candor.chain/1\n")
    builder.update(previous.bytes)
    builder.update(inputs.bytes)
    builder.update(UInt64(clamping: firstStep))
    builder.update(UInt64(clamping: lastStep))
    builder.update(state.bytes)
    builder.update(dataOrder.bytes)
    builder.update(log.bytes)
    return builder.finalize()
  }
}
