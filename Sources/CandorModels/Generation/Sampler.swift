import CandorCore
import CandorTensors

/// Chooses tokens: a pure function of the logits, the tokens before, the seed and the position.
///
/// 1. The repetition penalty changes the logits of tokens that occurred.
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
  ///   - position: how many tokens stand before the chosen one.
  /// - Complexity: O(V) for temperature 0, else O(V log V) for V logits.
  public func choose(
    logits: Span<Float>, after tokens: [Int32], position: Int, arithmetic: Arithmetic
  ) -> Int32 {
    precondition(logits.count > 0)
    let isGreedy = options.temperature == 0
    if isGreedy && options.repetitionPenalty == 1 { return Int32(arithmetic.argmax(logits)) }
    var adjusted = Buffer<Float>(count: logits.count, repeating: 0)
    fill(&adjusted, from: logits, penalising: tokens)
    let best = arithmetic.argmax(adjusted.span)
    if isGreedy { return Int32(best) }
    let uniform = RandomStream(
      seed: options.seed, purpose: .sampling, step: UInt32(truncatingIfNeeded: position)
    ).uniform(0)
    return draw(from: adjusted, largest: adjusted.span[best], uniform: uniform, arithmetic)
  }

  private func fill(
    _ adjusted: inout Buffer<Float>, from logits: Span<Float>, penalising tokens: [Int32]
  ) {
    var numbers = adjusted.mutableSpan
    for index in logits.indices { numbers[index] = logits[index] }
    let penalty = options.repetitionPenalty
    guard penalty != 1 else { return }
    for token in tokens where logits.indices.contains(Int(token)) {
      let logit = logits[Int(token)]
      numbers[Int(token)] =
        logit > 0 ? logit / penalty : max(logit * penalty, -.greatestFiniteMagnitude)
    }
  }

  private func draw(
    from logits: borrowing Buffer<Float>, largest: Float, uniform: Float, _ arithmetic: Arithmetic
  ) -> Int32 {
    let logits = logits.span
    let order = logits.indices
      .map { (x: (logits[$0] - largest) / options.temperature, token: Int32($0)) }
      .sorted { $0.x != $1.x ? $0.x > $1.x : $0.token < $1.token }
      .prefix(options.topK ?? logits.count)
    var probabilities = Buffer<Float>(count: order.count, repeating: 0)
    fill(&probabilities, from: order)
    arithmetic.softmax(&probabilities, count: order.count)

    let probability = probabilities.span
    var sums: [Float] = []
    for index in probability.indices {
      let sum = sums.last ?? 0
      let isKept = sum < options.topP && probability[index] >= options.minP * probability[0]
      guard sums.isEmpty || isKept else { break }
      sums.append(sum + probability[index])
    }
    let total = sums[sums.count - 1]
    let place = sums.firstIndex { $0 > uniform * total } ?? sums.count - 1
    return order[place].token
  }

  private func fill(
    _ numbers: inout Buffer<Float>, from order: ArraySlice<(x: Float, token: Int32)>
  ) {
    var numbers = numbers.mutableSpan
    for (index, entry) in order.enumerated() { numbers[index] = entry.x }
  }
}
