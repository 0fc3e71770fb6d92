import CandorCore
import CandorTensors

/// Rotary positions and windows, as GGUF files say them.
extension GGUFConfigurationReader {
  /// Llama 3's scaling, as a divisor of each frequency.
  static let rotaryDivisors = "rope_freqs.weight"

  /// - Parameter size: numbers that turn in a head.
  func rotaryScaling(size: Int) throws -> RotaryScaling {
    let kind = try string("rope.scaling.type") ?? "none"
    if let entry = archive.entry(named: Self.rotaryDivisors) {
      guard kind == "none" else {
        throw unsupported("rope.scaling.type", "`\(Self.rotaryDivisors)` is there, too")
      }
      return .divisors(try divisors(entry, size / 2))
    }
    switch kind {
    case "none": return .none
    case "linear": return .linear(factor: try positive("rope.scaling.factor"))
    case "yarn": return .yarn(try yarn())
    default:
      throw unsupported(
        "rope.scaling.type", "rotary positions of type `\(kind)` are not supported")
    }
  }

  private func divisors(_ entry: TensorArchive.Entry, _ count: Int) throws -> [Float] {
    var divisors = [Float](repeating: 0, count: count)
    var span = divisors.mutableSpan
    try archive.read(entry.name, shape: [count], into: &span)
    guard divisors.allSatisfy({ $0 > 0 && $0.isFinite }) else {
      throw malformed(entry.name, "not all of its numbers are positive")
    }
    return divisors
  }

  private func yarn() throws -> RotaryScaling.Yarn {
    let context = try requiredInteger("rope.scaling.original_context_length")
    guard (1...(1 << 30)).contains(context) else {
      throw malformed(
        "\(architecture).rope.scaling.original_context_length", "`\(context)` is out of range")
    }
    var yarn = RotaryScaling.Yarn(
      factor: try positive("rope.scaling.factor"), originalContext: context)
    yarn.fastTurns = try positive("rope.scaling.yarn_beta_fast", default: 32)
    yarn.slowTurns = try positive("rope.scaling.yarn_beta_slow", default: 1)
    // Which of these multiply what is computed anyhow, and which replace it, readers do not agree.
    let same = Float(yarn.amplitude)
    for (key, wanted) in [
      ("yarn_attn_factor", same), ("attn_factor", 1), ("yarn_ext_factor", 1),
    ] {
      if let found = try number("rope.scaling.\(key)"), Float(found) != wanted {
        throw unsupported("rope.scaling.\(key)", "\(found) is not supported, only \(wanted)")
      }
    }
    return yarn
  }

  /// A number of a key that must be positive; without the key, the default.
  private func positive(_ key: String, default standard: Double? = nil) throws -> Double {
    guard let value = try number(key) ?? standard, value > 0, value < 1e9 else {
      throw malformed("\(architecture).\(key)", "a positive number is missing")
    }
    return value
  }

  /// Rotary positions of the layers with windows, which are not scaled.
  func localRotary(base: Double) throws -> RotaryConfiguration {
    RotaryConfiguration(base: try number("rope.freq_base_swa") ?? base)
  }

  /// Windows in the layers that a pattern names; by default in all but each `interval`-th.
  func windows(
    layers: Int, reach: Int, every interval: Int
  ) throws -> [DecoderConfiguration.LayerAttention] {
    let key = "attention.sliding_window_pattern"
    // A list says it of each layer, a number what the interval is.
    let list = hasList(key) ? try bools(key) : nil
    let interval = try list == nil ? integer(key) ?? interval : interval
    guard interval > 0 else {
      throw malformed("\(architecture).\(key)", "`\(interval)` is no interval")
    }
    let slides = list ?? (0..<layers).map { ($0 + 1) % interval != 0 }
    return slides.map { .init(reach: $0 ? reach : nil) }
  }
}
