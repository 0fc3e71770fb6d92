import CandorCore

extension Hazard {
  /// `effect`, `path`, `what`, and `place` where it is known.
  public var json: JSONValue {
    var object: JSONObject = [
      "effect": .string(effect.rawValue), "path": .string(path), "what": .string(what),
    ]
    object["place"] = place.map { .string($0) }
    return .object(object)
  }
}
