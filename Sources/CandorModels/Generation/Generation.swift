import CandorCore
import CandorTensors

/// What a model said, and how it came to an end.
public struct Generation: Sendable {
  public enum StopReason: String, Sendable, CaseIterable {
    /// The model ended its text.
    case endOfText
    case maximumTokens
    case stopString
    /// No position is left in the model's context.
    case contextLength
  }

  /// Wall-clock times.
  public struct Seconds: Sendable {
    public var load = 0.0
    public var prompt = 0.0
    public var generate = 0.0
  }

  /// Without the prompt, and without what comes after a stop string begins.
  public var text = ""
  /// The tokens generated, without the one that ends the text.
  public var tokens: [Int32] = []
  /// Natural logarithms of the tokens' probabilities at temperature 1, before any filter.
  public var logProbabilities: [Float]?
  /// For each token, the most probable ones in its place, beginning with the first.
  public var alternatives: [[TokenProbability]]?
  public var promptTokens = 0
  /// How many of them had been read before.
  public var cachedTokens = 0
  /// Forward passes after the prompt's; fewer than tokens where guesses were right.
  public var passes = 0
  public var stopReason = StopReason.maximumTokens
  public var seconds = Seconds()
  /// SHA-256 of the binary32 logits, least significant byte first, of the prompt's last token and
  /// of each generated token after which the model was asked again.
  public var logitDigest: Digest?

  /// The object that `candor run --json` prints (docs/cli.md).
  public var json: JSONValue {
    var object: JSONObject = [
      "text": .string(text), "tokens": .array(tokens.map { .integer(Int64($0)) }),
    ]
    if let logProbabilities {
      object["logprobs"] = .array(logProbabilities.map { .double(Double($0)) })
    }
    if let alternatives {
      object["alternatives"] = .array(alternatives.map { .array($0.map(\.json)) })
    }
    object["promptTokens"] = .integer(Int64(promptTokens))
    object["cachedTokens"] = .integer(Int64(cachedTokens))
    object["passes"] = .integer(Int64(passes))
    object["stopReason"] = .string(stopReason.rawValue)
    object["seconds"] = [
      "load": .double(seconds.load), "prompt": .double(seconds.prompt),
      "generate": .double(seconds.generate),
    ]
    object["numerics"] = .string(Numerics.name)
    if let logitDigest { object["logitDigest"] = .string(logitDigest.hex) }
    return .object(object)
  }
}
