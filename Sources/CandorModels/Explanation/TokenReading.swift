import CandorCore
import CandorTensors

/// What a model expected in the place of a token.
public struct TokenReading: Sendable {
  /// The natural logarithm of the token's probability.
  public let logProbability: Float

  public var probability: Double { Double(logProbability).exponential }

  /// How many tokens were at least as probable, itself included.
  public let rank: Int
  /// The mean surprise, −Σ p ln p, over the whole vocabulary.
  public let entropy: Double
  /// The most probable tokens, beginning with the first.
  public let alternatives: [TokenProbability]

  /// - Parameters:
  ///   - token: the token that came.
  ///   - count: how many alternatives are kept, at least one.
  init(
    of token: Int32, logits: Span<Float>, alternatives count: Int, arithmetic: Arithmetic
  ) {
    let own = logits[Int(token)]
    var (rank, entropy) = (1, 0.0)
    var probabilities = Buffer<Float>(count: logits.count, repeating: 0)
    Self.copy(logits, to: &probabilities)
    arithmetic.softmax(&probabilities, count: logits.count)
    let probability = probabilities.span
    let best = arithmetic.argmax(logits)
    let logOfBest = arithmetic.logProbability(of: best, logits: logits)
    for index in logits.indices {
      if logits[index] > own || logits[index] == own && index < Int(token) { rank += 1 }
      entropy -= Double(probability[index]) * Double(logits[index] - logits[best] + logOfBest)
    }
    self.rank = rank
    self.entropy = max(0, entropy)
    logProbability = arithmetic.logProbability(of: Int(token), logits: logits)
    alternatives = TokenProbability.highest(count, of: logits, arithmetic)
  }

  private static func copy(_ numbers: Span<Float>, to buffer: inout Buffer<Float>) {
    var target = buffer.mutableSpan
    for index in numbers.indices { target[index] = numbers[index] }
  }
}
