import CandorCore
import CandorTensors

/// Chooses tokens: a pure function of the logits, the tokens before, the seed and the position.
///
/// 1. Penalties change the logits of tokens that occurred: that for repetition of the prompt's too,
///    those for frequency and presence of generated ones only.
/// 2. Temperature 0 takes the largest logit. Otherwise x = (logit − largest) / temperature.
/// 3. Tokens are ordered by x descending, then by index ascending; top-k, top-p and min-p each keep a
///    beginning of that order, and the shortest counts. Probabilities are the softmax of the top-k.
/// 4. The uniform number of (seed, position), times the sum of what is kept, falls into one token's
///    share; sums are binary32, in that order.
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
    let uniform = RandomStream(
      seed: options.seed, purpose: .sampling, step: UInt32(truncatingIfNeeded: position)
    ).uniform(0)
    return kept(of: adjusted, arithmetic).token(at: uniform)
  }

  /// What the filters leave of `logits`, which no penalty changes: tokens in their order, and the
  /// sums of their probabilities.
  func kept(of logits: borrowing Buffer<Float>, _ arithmetic: Arithmetic) -> SamplingShares {
    var order = TokenRanking(logits.span, temperature: options.temperature)
    if let topK = options.topK { order.keep(topK) }
    var probabilities = Buffer<Float>(count: order.count, repeating: 0)
    order.fill(&probabilities)
    arithmetic.softmax(&probabilities, count: order.count)

    let probability = probabilities.span
    var sums: [Float] = []
    for index in probability.indices {
      let sum = sums.last ?? 0
      let isKept = sum < options.topP && probability[index] >= options.minP * probability[0]
      guard sums.isEmpty || isKept else { break }
      sums.append(sum + probability[index])
    }
    return SamplingShares(tokens: order.tokens.prefix(sums.count), sums: sums)
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

/// Tokens that may be drawn, and the running sums of their probabilities.
struct SamplingShares {
  let tokens: ArraySlice<Int32>
  let sums: [Float]

  /// The token into whose share a number of 0 ..< 1 falls.
  func token(at uniform: Float) -> Int32 {
    let total = sums[sums.count - 1]
    let place = sums.firstIndex { $0 > uniform * total } ?? sums.count - 1
    return tokens[tokens.startIndex + place]
  }
}
