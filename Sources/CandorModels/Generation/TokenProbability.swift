import CandorCore
import CandorTensors

/// A token and the natural logarithm of its probability.
public struct TokenProbability: Sendable, Equatable {
  public let token: Int32
  public let logProbability: Float

  public var probability: Double { Double(logProbability).exponential }

  public var json: JSONValue {
    ["token": .integer(Int64(token)), "logprob": .double(Double(logProbability))]
  }

  /// The most probable tokens, equal ones by index.
  static func highest(
    _ count: Int, of logits: Span<Float>, _ arithmetic: Arithmetic
  ) -> [TokenProbability] {
    let tokens =
      count == 1 ? [Int32(arithmetic.argmax(logits))] : TokenRanking.first(count, of: logits)
    return tokens.map {
      TokenProbability(
        token: $0, logProbability: arithmetic.logProbability(of: Int($0), logits: logits))
    }
  }
}
