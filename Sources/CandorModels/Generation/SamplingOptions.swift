import CandorCore

/// How the next token is drawn from the logits.
public struct SamplingOptions: Sendable, Hashable {
  /// What logits are divided by; 0 chooses the most probable token.
  public var temperature: Float
  /// Only the `topK` most probable tokens; nil for all.
  public var topK: Int?
  /// Only the fewest most probable tokens whose probabilities reach this sum.
  public var topP: Float
  /// Only tokens at least this fraction as probable as the most probable one.
  public var minP: Float
  /// Logits of tokens that occurred are divided (if positive) or multiplied by it (Keskar et al.,
  /// 2019); 1 changes nothing.
  public var repetitionPenalty: Float
  /// Taken from the logits of tokens that were generated before.
  public var presencePenalty: Float
  /// Taken from the logit of a token as often as it was generated before.
  public var frequencyPenalty: Float
  public var seed: UInt64

  public init(
    temperature: Float = 0, topK: Int? = nil, topP: Float = 1, minP: Float = 0,
    repetitionPenalty: Float = 1, presencePenalty: Float = 0, frequencyPenalty: Float = 0,
    seed: UInt64 = 0
  ) {
    self.temperature = temperature
    self.topK = topK
    self.topP = topP
    self.minP = minP
    self.repetitionPenalty = repetitionPenalty
    self.presencePenalty = presencePenalty
    self.frequencyPenalty = frequencyPenalty
    self.seed = seed
  }

  /// - Throws: `usage`, naming the option.
  public func validated() throws -> SamplingOptions {
    func require(_ holds: Bool, _ option: String, _ range: String) throws {
      guard holds else {
        throw CandorError(
          .usage, "`\(option)` is not \(range)", at: .init(field: option))
      }
    }
    try require(
      temperature == 0 || (0.001...100).contains(temperature), "temperature",
      "0 or from 0.001 to 100")
    try require(topK.map { $0 > 0 } ?? true, "top-k", "at least 1")
    try require(topP > 0 && topP <= 1, "top-p", "above 0 and at most 1")
    try require((0...1).contains(minP), "min-p", "from 0 to 1")
    try require((1...10).contains(repetitionPenalty), "repetition-penalty", "from 1 to 10")
    try require((-2...2).contains(presencePenalty), "presence-penalty", "from -2 to 2")
    try require((-2...2).contains(frequencyPenalty), "frequency-penalty", "from -2 to 2")
    return self
  }

  /// Whether tokens that occurred change what comes next.
  var penalises: Bool {
    repetitionPenalty != 1 || presencePenalty != 0 || frequencyPenalty != 0
  }
}
