import CandorCore
import CandorTensors

/// What a decoder computes, in the keys of a GGUF file.
extension GGUFDraft {
  /// - Throws: `unsupported`, naming what, where GGUF has no key for it. (What it says by rules alone,
  ///   such as which layers turn, is compared when the file is read back.)
  mutating func set(_ decoder: DecoderConfiguration) throws {
    let name = try decoder.architecture
    func key(_ key: String) -> String { "\(name).\(key)" }
    func number(_ value: Int, _ field: String) throws -> UInt32 {
      guard let number = UInt32(exactly: value) else {
        throw decoder.unsayable("`\(field)` of \(value)")
      }
      return number
    }
    set("general.architecture", name)
    set("general.type", "model")
    for (field, value) in [
      ("block_count", decoder.layers), ("context_length", decoder.contextLength),
      ("embedding_length", decoder.hiddenSize), ("feed_forward_length", decoder.feedForwardSize),
      ("vocab_size", decoder.vocabularySize), ("attention.head_count", decoder.queryHeads),
    ] + decoder.headKeys + decoder.expertKeys {
      set(key(field), try number(value, field))
    }
    set(key("attention.layer_norm_rms_epsilon"), decoder.normEpsilon)
    set(key("rope.freq_base"), Float(decoder.rotary.base))
    if let experts = decoder.experts {
      set(key("expert_weights_scale"), experts.routing.scale)
      set(key("expert_weights_norm"), experts.routing.normalises)
    }
    try setScaling(decoder, key)
    try setWindows(decoder, key)
  }

  private mutating func setScaling(
    _ decoder: DecoderConfiguration, _ key: (String) -> String
  ) throws {
    switch decoder.rotary.scaling {
    case .none, .llama3, .divisors: break  // nothing, or a tensor
    case .linear(let factor):
      set(key("rope.scaling.type"), "linear")
      set(key("rope.scaling.factor"), Float(factor))
    case .yarn(let yarn):
      set(key("rope.scaling.type"), "yarn")
      set(key("rope.scaling.factor"), Float(yarn.factor))
      set(key("rope.scaling.original_context_length"), UInt32(yarn.originalContext))
      set(key("rope.scaling.yarn_beta_fast"), Float(yarn.fastTurns))
      set(key("rope.scaling.yarn_beta_slow"), Float(yarn.slowTurns))
      if let share = try decoder.latent?.share(of: decoder.attention.scale, yarn) {
        set(key("rope.scaling.yarn_log_multiplier"), Float(0.1 * share))
      }
    }
  }

  private mutating func setWindows(
    _ decoder: DecoderConfiguration, _ key: (String) -> String
  ) throws {
    let reaches = (0..<decoder.layers).map { decoder.layerAttention($0).reach }
    guard let reach = reaches.compactMap(\.self).first else { return }
    guard decoder.family == .gemma3 || decoder.family == .olmo3 else {
      throw decoder.unsayable("a window over \(reach) positions")
    }
    set(key("attention.sliding_window"), UInt32(reach))
    set(key("attention.sliding_window_pattern"), reaches.map { $0 != nil })
    set(key("rope.freq_base_swa"), Float(decoder.localRotary?.base ?? decoder.rotary.base))
  }
}

extension DecoderConfiguration {
  /// The name of the family in GGUF files.
  fileprivate var architecture: String {
    get throws {
      switch family {
      case .mistral: return "llama"
      case .olmo3: return "olmo2"
      default:
        guard let name = Self.architectures.first(where: { $0.value == family })?.key else {
          throw unsayable("the family `\(family.rawValue)`")
        }
        return name
      }
    }
  }

  fileprivate var headKeys: [(String, Int)] {
    guard let latent else {
      return [
        ("attention.head_count_kv", keyValueHeads), ("attention.key_length", headSize),
        ("attention.value_length", headSize), ("rope.dimension_count", headSize),
      ]
    }
    return [
      ("attention.head_count_kv", 1), ("attention.kv_lora_rank", latent.rank),
      ("attention.key_length", latent.rank + latent.turningSize),
      ("attention.value_length", latent.rank), ("attention.key_length_mla", latent.headSize),
      ("attention.value_length_mla", latent.valueSize),
      ("rope.dimension_count", latent.turningSize),
    ] + (latent.queryRank.map { [("attention.q_lora_rank", $0)] } ?? [])
  }

  fileprivate var expertKeys: [(String, Int)] {
    guard let experts else { return [] }
    let (routing, size) = (experts.routing, experts.feedForwardSize)
    return [
      ("leading_dense_block_count", experts.firstLayer), ("expert_count", routing.count),
      ("expert_used_count", routing.chosen), ("expert_group_count", routing.groups),
      ("expert_group_used_count", routing.chosenGroups), ("expert_gating_func", 2),
      ("expert_shared_count", experts.sharedSize / size), ("expert_feed_forward_length", size),
    ]
  }

  func unsayable(_ what: String) -> CandorError {
    CandorError(
      .unsupported, "\(what) cannot be said in a GGUF file",
      hint: "another reader would compute something else; keep the folder")
  }

  /// What multiplies no logit, and what has two spellings, in one form.
  ///
  /// A model in a folder and in a GGUF file are the same if this is equal.
  var comparable: DecoderConfiguration {
    var same = self
    if family == .mistral { same.family = .llama }
    same.attentionScale = attention.scale
    same.unusedLayers = 0
    if let divisors = rotaryDivisors { same.rotary.scaling = .divisors(divisors) }
    return same
  }

  /// What GGUF files have a tensor for: a divisor of each frequency.
  var rotaryDivisors: [Float]? {
    switch rotary.scaling {
    case .llama3: rotary.frequencies(size: turningSize).divisors(base: rotary.base)
    case .divisors(let divisors): divisors
    case .none, .linear, .yarn: nil
    }
  }
}
