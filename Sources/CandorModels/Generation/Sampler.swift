import CandorCore
import CandorTensors

/// Chooses tokens: a pure function of the logits, the tokens before, the seed and the position.
///
/// 1. Penalties change the logits of tokens that occurred: that for repetition of the prompt's too,
///    those for frequency and presence of generated ones only.
/// 2. Temperature 0 takes the largest logit. Otherwise a token's weight is
///    e^((logit − largest) / temperature).
/// 3. Tokens are ranked by weight descending, then by index ascending; top-k, top-p and min-p each keep
///    a beginning of that order, and the shortest counts. Top-p and min-p are shares of what top-k keeps.
/// 4. The uniform number of (seed, position), times the sum of what is kept, falls into one token's
///    share; sums are binary32, by index.
public struct Sampler: Sendable {
  public let options: SamplingOptions

  /// - Throws: `usage` for options without a meaning.
  public init(_ options: SamplingOptions) throws {
    self.options = try options.validated()
  }

  /// The token for `position`.
  ///
  /// - Parameters:
  ///   - logits: finite, one for each token of the vocabulary.
  ///   - tokens: what occurred before, the prompt included.
  ///   - generated: how many of them, the last ones, are not the prompt's.
  ///   - position: how many tokens stand before the chosen one.
  /// - Complexity: O(V) for V logits.
  public func choose(
    logits: Span<Float>, after tokens: [Int32], generated: Int = 0, position: Int,
    arithmetic: Arithmetic
  ) -> Int32 {
    precondition(logits.count > 0)
    if options.temperature == 0, !options.penalises { return Int32(arithmetic.argmax(logits)) }
    var adjusted = Buffer<Float>(count: logits.count, repeating: 0)
    fill(&adjusted, from: logits, after: tokens, generated: generated)
    if options.temperature == 0 { return Int32(arithmetic.argmax(adjusted.span)) }
    weigh(&adjusted, arithmetic)
    let uniform = RandomStream(
      seed: options.seed, purpose: .sampling, step: UInt32(truncatingIfNeeded: position)
    ).uniform(0)
    return draw(uniform, from: adjusted.span)
  }

  /// Replaces logits, which no penalty changes any more, by the weights of the tokens that the filters
  /// keep, and by 0 for the others.
  func weigh(_ logits: inout Buffer<Float>, _ arithmetic: Arithmetic) {
    let count = logits.count
    var total = arithmetic.exponentiate(&logits, count: count, temperature: options.temperature)
    if let topK = options.topK, topK < count {
      keep(TokenRanking.first(topK, of: logits.span), of: &logits)
      total = arithmetic.sum(logits, count: count)
    }
    if options.topP < 1 { keep(nucleus(of: logits.span, total: total), of: &logits) }
    if options.minP > 0 {
      var weights = logits.mutableSpan
      // The largest weight is 1.
      for token in 0..<count where weights[token] < options.minP { weights[token] = 0 }
    }
  }

  /// The first tokens, as long as the sum of the weights before them is below the share top-p.
  private func nucleus(of weights: Span<Float>, total: Float) -> ArraySlice<Int32> {
    let limit = options.topP * total
    // What is below this, all together, is half of what top-p leaves out; if rounding says otherwise,
    // the others follow.
    let least = (1 - options.topP) * total / Float(2 * weights.count)
    for least in [least, 0] {
      let order = TokenRanking.all(of: weights, from: least)
      var sum: Float = 0
      for (place, token) in order.enumerated() {
        guard sum < limit else { return order[..<place] }
        sum += weights[Int(token)]
      }
      if least == 0 || sum >= limit { return order[...] }
    }
    return []
  }

  private func keep(_ tokens: some Sequence<Int32>, of weights: inout Buffer<Float>) {
    var weights = weights.mutableSpan
    let kept = tokens.map { ($0, weights[Int($0)]) }
    for token in weights.indices { weights[token] = 0 }
    for (token, weight) in kept { weights[Int(token)] = weight }
  }

  /// The token into whose share a number of 0 ..< 1 falls.
  private func draw(_ uniform: Float, from weights: Span<Float>) -> Int32 {
    var total: Float = 0
    for token in weights.indices { total += weights[token] }
    let place = uniform * total
    var (sum, last): (Float, Int32) = (0, 0)
    for token in weights.indices where weights[token] > 0 {
      sum += weights[token]
      last = Int32(token)
      if sum > place { break }
    }
    return last
  }

  func fill(
    _ adjusted: inout Buffer<Float>, from logits: Span<Float>, after tokens: [Int32],
    generated: Int
  ) {
    var numbers = adjusted.mutableSpan
    for index in logits.indices { numbers[index] = logits[index] }
    guard options.penalises else { return }
    let known = tokens.filter { logits.indices.contains(Int($0)) }
    // Each from the given logit, so that a token that occurs again gives the same number again.
    for token in known { numbers[Int(token)] = repeated(logits[Int(token)]) }
    let answered = tokens.suffix(generated).filter { logits.indices.contains(Int($0)) }
    var counts: [Int32: Int] = [:]
    for token in answered { counts[token, default: 0] += 1 }
    for token in answered {
      let taken = options.frequencyPenalty * Float(counts[token, default: 0])
      numbers[Int(token)] = bounded(
        repeated(logits[Int(token)]) - taken - options.presencePenalty)
    }
  }

  private func repeated(_ logit: Float) -> Float {
    let penalty = options.repetitionPenalty
    return logit > 0 ? logit / penalty : bounded(logit * penalty)
  }

  private func bounded(_ logit: Float) -> Float {
    min(max(logit, -.greatestFiniteMagnitude), .greatestFiniteMagnitude)
  }
}
