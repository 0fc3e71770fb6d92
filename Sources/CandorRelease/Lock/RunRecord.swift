import CandorCore

/// What the lock knows of the run that made the parameters: the skeleton of its ledger.
public struct RunRecord: Sendable, Equatable {
  public var recipeDigest: Digest
  public var dataDigest: Digest
  public var initialState: Digest
  public var segments: [RunSegment]
  /// The digest of the parameters alone, which `candor reproduce` must reach.
  public var parameterDigest: Digest

  /// The state after the last step.
  public var finalState: Digest { segments.last?.state ?? initialState }

  /// - Parameter parameterDigest: `StateDigest.init(parameters:)` of what was saved.
  public init(_ ledger: RunLedger, parameterDigest: Digest) {
    recipeDigest = ledger.inputs.recipeDigest
    dataDigest = ledger.inputs.dataDigest
    initialState = ledger.initialState.digest
    segments = ledger.segments.map(\.record)
    self.parameterDigest = parameterDigest
  }

  /// The run's inputs under a version of the numerics contract, which the lock holds beside it.
  func inputs(numerics: UInt32) -> RunInputs {
    RunInputs(numerics: numerics, recipeDigest: recipeDigest, dataDigest: dataDigest)
  }
}
