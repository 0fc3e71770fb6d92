import CandorCore

/// One optimiser step as the ledger records it.
public struct LedgerStep: Sendable, Equatable {
  /// Counted from one.
  public var step: Int
  public var learningRate: Float
  /// Mean cross entropy over the tokens of the step, in nats.
  public var loss: Float
  /// Euclidean norm of the gradient before clipping.
  public var gradientNorm: Float
  /// Tokens the loss was taken over.
  public var tokens: Int
  /// The digest of the sequences of the step, as the plan of sequences gives it.
  public var samples: Digest

  public init(
    step: Int, learningRate: Float, loss: Float, gradientNorm: Float, tokens: Int, samples: Digest
  ) {
    (self.step, self.learningRate, self.loss) = (step, learningRate, loss)
    (self.gradientNorm, self.tokens, self.samples) = (gradientNorm, tokens, samples)
  }

  /// SHA-256 of the tag `candor.samples/1\n` and each sequence's index in the packed dataset as
  /// UInt64 little endian, in the order of the batch.
  public static func digest(ofSamples indices: some Sequence<Int>) -> Digest {
    var builder = DigestBuilder()
    builder.update("candor.samples/1\n")
    for index in indices { builder.update(UInt64(truncatingIfNeeded: index)) }
    return builder.finalize()
  }
}

/// A measurement on held-out data, taken after a step.
public struct LedgerValidation: Sendable, Equatable {
  /// The last finished step; zero before the first.
  public var step: Int
  /// Mean cross entropy over the held-out tokens, in nats.
  public var loss: Float
  public var tokens: Int
  /// Bytes of the text behind those tokens: bits per byte is loss × tokens ÷ (bytes × ln 2).
  public var bytes: Int

  public init(step: Int, loss: Float, tokens: Int, bytes: Int) {
    (self.step, self.loss, self.tokens, self.bytes) = (step, loss, tokens, bytes)
  }
}
