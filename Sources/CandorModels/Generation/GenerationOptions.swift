import CandorText

/// What `LanguageModel.generate` does besides choosing tokens.
public struct GenerationOptions: Sendable {
  public var sampling: SamplingOptions
  /// The most tokens to generate; nil for what the context holds.
  public var maximumTokens: Int?
  /// Texts before which generation ends.
  public var stopStrings: [String]
  /// Whether the log-probability of each token is kept.
  public var logProbabilities: Bool
  /// How many of the most probable tokens are kept besides, if log-probabilities are.
  public var alternatives: Int
  /// Whether the logits are hashed.
  public var logitDigest: Bool
  /// The most tokens that are guessed from the text so far and computed together with the next one. It
  /// changes nothing but the time taken.
  public var draft: Int
  /// What the name of a special token means in the prompt.
  public var special: SpecialTokenReading

  public init(
    sampling: SamplingOptions = .init(), maximumTokens: Int? = nil, stopStrings: [String] = [],
    logProbabilities: Bool = false, alternatives: Int = 0, logitDigest: Bool = false,
    draft: Int = 15, special: SpecialTokenReading = .asText
  ) {
    self.sampling = sampling
    self.maximumTokens = maximumTokens
    self.stopStrings = stopStrings
    self.logProbabilities = logProbabilities
    self.alternatives = alternatives
    self.logitDigest = logitDigest
    self.draft = draft
    self.special = special
  }
}
