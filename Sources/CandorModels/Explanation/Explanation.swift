import CandorCore
import CandorTensors
import CandorText

/// A text as a model reads it: for each token, what the model expected in its place, and what it would
/// have expected after each of its layers.
public struct Explanation: Sendable {
  /// One token in its place.
  public struct Place: Sendable {
    public let token: Int32
    /// Whether the model wrote it, not the prompt.
    public let isGenerated: Bool
    /// By layer, the last being the model's own; none for the first token, before which nothing stood.
    public internal(set) var layers: [TokenReading]

    /// What the model expected.
    public var reading: TokenReading? { layers.last }
  }

  public let places: [Place]
  /// What would come next.
  public let next: [TokenProbability]
  /// What each token that occurs here writes.
  public let texts: [Int32: String]
  public let seconds: Double

  /// The mean of −ln p over all tokens but the first; nil for a single token.
  public var meanSurprise: Double? {
    let surprises = places.compactMap(\.reading).map { -Double($0.logProbability) }
    return surprises.isEmpty ? nil : surprises.reduce(0, +) / Double(surprises.count)
  }
}

extension LanguageModel {
  /// Explains a prompt, and what the model says after it.
  ///
  /// - Parameters:
  ///   - options: how the model goes on, for `maximumTokens` tokens; not at all, by default.
  ///   - alternatives: how many of the most probable tokens are kept for each place.
  /// - Throws: as `generate`.
  public func explain(
    prompt: String, options: GenerationOptions = .init(maximumTokens: 0), alternatives: Int = 5
  ) throws -> Explanation {
    let start = ContinuousClock.now
    let prompt = try tokens(of: prompt, special: options.special)
    let answer = try options.maximumTokens == 0 ? [] : generate(prompt, options)
    let tokens = prompt + answer
    var places = tokens.enumerated().map { index, token in
      Explanation.Place(token: token, isGenerated: index >= prompt.count, layers: [])
    }
    var next: [TokenProbability] = []
    let (layers, arithmetic) = (decoder.configuration.layers, decoder.arithmetic)
    let session = try DecoderSession(
      decoder, weights: weights, capacity: tokens.count, chunk: 32, keepsStreams: true)
    try session.read(tokens) { layer, position, logits in
      let isLast = layer == layers - 1
      if position + 1 < tokens.count {
        places[position + 1].layers.append(
          TokenReading(
            of: tokens[position + 1], logits: logits, alternatives: isLast ? alternatives : 1,
            arithmetic: arithmetic))
      } else if isLast {
        next = TokenProbability.highest(alternatives, of: logits, arithmetic)
      }
    }
    return Explanation(
      places: places, next: next, texts: texts(of: places, next), seconds: start.secondsSince)
  }

  private func generate(_ prompt: [Int32], _ options: GenerationOptions) throws -> [Int32] {
    let room = decoder.configuration.contextLength - prompt.count
    let capacity = prompt.count + max(0, min(room, options.maximumTokens ?? room))
    let session = try DecoderSession(decoder, weights: weights, capacity: capacity)
    return try generate(after: prompt, in: session, options: options).tokens
  }

  private func texts(
    of places: [Explanation.Place], _ next: [TokenProbability]
  ) -> [Int32: String] {
    let read = places.flatMap(\.layers).flatMap(\.alternatives)
    let tokens = places.map(\.token) + (read + next).map(\.token)
    return tokens.reduce(into: [:]) { texts, token in
      guard texts[token] == nil else { return }
      texts[token] = String(
        decoding: tokenizer.decode([token], special: .byName), as: UTF8.self)
    }
  }
}
