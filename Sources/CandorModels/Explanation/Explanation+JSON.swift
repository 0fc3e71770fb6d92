import CandorCore
import CandorTensors

extension Explanation {
  /// The object that `candor explain --json` prints (docs/cli.md).
  public var json: JSONValue {
    var object: JSONObject = [
      "tokens": .array(places.map(json(of:))), "next": .array(next.map(json(of:))),
    ]
    object["meanSurprise"] = meanSurprise.map { .double($0) } ?? .null
    object["numerics"] = .string(Numerics.name)
    object["seconds"] = .double(seconds)
    return .object(object)
  }

  private func json(of place: Place) -> JSONValue {
    var object: JSONObject = [
      "token": .integer(Int64(place.token)), "text": .string(texts[place.token] ?? ""),
      "generated": .bool(place.isGenerated),
    ]
    guard let reading = place.reading else { return .object(object) }
    object["logprob"] = .double(Double(reading.logProbability))
    object["rank"] = .integer(Int64(reading.rank))
    object["entropy"] = .double(reading.entropy)
    object["alternatives"] = .array(reading.alternatives.map(json(of:)))
    object["layers"] = .array(
      place.layers.map { layer in
        [
          "logprob": .double(Double(layer.logProbability)), "rank": .integer(Int64(layer.rank)),
          "entropy": .double(layer.entropy), "first": json(of: layer.alternatives[0]),
        ]
      })
    return .object(object)
  }

  private func json(of probability: TokenProbability) -> JSONValue {
    [
      "token": .integer(Int64(probability.token)),
      "text": .string(texts[probability.token] ?? ""),
      "logprob": .double(Double(probability.logProbability)),
    ]
  }
}
