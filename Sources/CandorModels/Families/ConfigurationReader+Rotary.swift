import CandorCore
import CandorTensors

/// Rotary positions, as transformers 5 writes them (`rope_parameters`, perhaps one for each kind of
/// layer) and as earlier versions did (`rope_theta`, `rope_scaling`).
extension ConfigurationReader {
  /// - Parameters:
  ///   - layers: the kind of layer whose parameters are wanted, where there are several kinds.
  ///   - scaled: false where an old `rope_scaling` does not concern this kind.
  ///   - base: the old field with the base of this kind.
  func rotary(
    layers: String? = nil, scaled: Bool = true, base: String = "rope_theta"
  ) throws -> RotaryConfiguration {
    let parameters = try nested("rope_parameters")
    let scaling = try nested("rope_scaling")
    if parameters != nil, let scaling, scaling.count > 0 {
      throw CandorError(
        .mismatch, "it stands beside `rope_parameters`, which may say something else",
        at: .init(file: file, field: "rope_scaling"))
    }
    var (place, source) = ("rope_parameters", parameters ?? [:])
    if let layers, let inner = try source.optionalObject(layers, in: file) {
      (place, source) = ("rope_parameters.\(layers)", inner)
    } else if let scaling, parameters == nil {
      (place, source) = ("rope_scaling", scaled ? scaling : [:])
    }
    let (inner, outer) = (try source.optionalDouble("rope_theta", in: file), try number(base))
    if let inner, let outer, inner != outer {
      throw CandorError(
        .mismatch, "it is \(outer) here and \(inner) in `\(place)`",
        at: .init(file: file, field: base))
    }
    guard let number = inner ?? outer else { throw malformed(base, "this member is missing") }
    return RotaryConfiguration(base: number, scaling: try self.scaling(source, place))
  }

  /// A number of the one object that describes rotary positions.
  func rotaryNumber(_ key: String) throws -> Double? {
    try (nested("rope_parameters") ?? nested("rope_scaling"))?.optionalDouble(key, in: file)
  }

  private func scaling(_ source: JSONObject, _ place: String) throws -> RotaryScaling {
    var known = ["rope_type", "type", "rope_theta"]
    func number(_ key: String) throws -> Double? {
      known.append(key)
      return try source.optionalDouble(key, in: file)
    }
    func positive(_ key: String) throws -> Double {
      guard let value = try number(key), value > 0, value < 1e9 else {
        throw malformed("\(place).\(key)", "a positive number is missing")
      }
      return value
    }
    func originalContext() throws -> Int { Int(try positive("original_max_position_embeddings")) }

    let kind =
      try source.optionalString("rope_type", in: file)
      ?? source.optionalString("type", in: file) ?? "default"
    let result: RotaryScaling
    switch kind {
    case "default":
      result = .none
    case "linear":
      result = .linear(factor: try positive("factor"))
    case "llama3":
      result = .llama3(
        factor: try positive("factor"), lowFactor: try positive("low_freq_factor"),
        highFactor: try positive("high_freq_factor"), originalContext: try originalContext())
    case "yarn":
      let factor = try positive("factor")
      let (mscale, all) = (try number("mscale") ?? 0, try number("mscale_all_dim") ?? 0)
      let ratio =
        RotaryScaling.Yarn.magnitude(factor: factor, mscale)
        / RotaryScaling.Yarn.magnitude(factor: factor, all)
      var yarn = RotaryScaling.Yarn(
        factor: factor, originalContext: try originalContext(),
        amplitude: try number("attention_factor") ?? (mscale != 0 && all != 0 ? ratio : nil))
      yarn.fastTurns = try number("beta_fast") ?? 32
      yarn.slowTurns = try number("beta_slow") ?? 1
      known.append("truncate")
      yarn.truncates = try source.optionalBool("truncate", in: file) ?? true
      guard yarn.fastTurns > 0, yarn.slowTurns > 0 else {
        throw malformed("\(place).beta_fast", "a positive number is missing")
      }
      result = .yarn(yarn)
    default:
      throw unsupported(
        "\(place).rope_type", "rotary positions of type `\(kind)` are not supported")
    }
    if let share = try number("partial_rotary_factor"), share != 1 {
      throw unsupported("\(place).partial_rotary_factor", "heads turn as a whole here")
    }
    for member in source.members where !known.contains(member.key) {
      // Some kinds of layers' parameters may stand beside each other.
      if case .object = member.value { continue }
      throw unsupported(
        "\(place).\(member.key)", "rotary positions of type `\(kind)` do not have this")
    }
    return result
  }
}
