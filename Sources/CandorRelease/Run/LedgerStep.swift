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
