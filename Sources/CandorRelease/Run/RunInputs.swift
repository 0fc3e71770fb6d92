import CandorCore

/// What a run is a function of. Two runs with equal inputs have equal bits.
public struct RunInputs: Sendable, Equatable {
  /// The version of the numerics contract (`docs/numerics.md`).
  public var numerics: UInt32
  /// SHA-256 of the recipe's bytes.
  public var recipeDigest: Digest
  /// The digest of the ordered documents.
  public var dataDigest: Digest

  public init(numerics: UInt32, recipeDigest: Digest, dataDigest: Digest) {
    (self.numerics, self.recipeDigest, self.dataDigest) = (numerics, recipeDigest, dataDigest)
  }

  /// What every link of the run's chain holds: SHA-256 of the tag `candor.inputs/1\n`, the
  /// numerics version as UInt32 little endian, and the two digests.
  public var digest: Digest {
    var builder = DigestBuilder()
    builder.update("candor.inputs/1\n")
    builder.update(numerics)
    builder.update(recipeDigest.bytes)
    builder.update(dataDigest.bytes)
    return builder.finalize()
  }
}
