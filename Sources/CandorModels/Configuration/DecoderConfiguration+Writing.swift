import CandorCore
import CandorTensors

/// `config.json` of Hugging Face transformers, written.
extension DecoderConfiguration {
  /// The `config.json` from which transformers builds the same decoder.
  ///
  /// - Parameter type: what its numbers are stored as.
  /// - Throws: `unsupported` where the family's configuration cannot say what this one computes.
  public func huggingFace(
    beginOfText: Int32?, endOfText: Int32, type: TensorFormat = .float32
  ) throws -> JSONValue {
    func integer(_ value: Int) -> JSONValue { .integer(Int64(value)) }
    let name =
      switch type {
      case .bfloat16: "bfloat16"
      case .float16: "float16"
      default: "float32"
      }
    var members: JSONObject = [
      "architectures": [.string(family.definition.architecture)],
      "model_type": .string(family.rawValue),
      "dtype": .string(name),
      "torch_dtype": .string(name),
      "vocab_size": integer(vocabularySize),
      "hidden_size": integer(hiddenSize),
      "num_hidden_layers": integer(layers),
      "num_attention_heads": integer(queryHeads),
      "num_key_value_heads": integer(keyValueHeads),
      "head_dim": integer(headSize),
      "intermediate_size": integer(feedForwardSize),
      "hidden_act": .string(activation == .silu ? "silu" : "gelu_pytorch_tanh"),
      "max_position_embeddings": integer(contextLength),
      "rms_norm_eps": .double(decimal(normEpsilon)),
      "rope_theta": .double(rotary.base),
      "rope_parameters": try rotary.json,
    ]
    try family.definition.describe(self, &members)
    members["tie_word_embeddings"] = .bool(tiedEmbeddings)
    members["bos_token_id"] = beginOfText.map { .integer(Int64($0)) } ?? .null
    members["eos_token_id"] = .integer(Int64(endOfText))
    // Some families' default lies outside a small vocabulary.
    members["pad_token_id"] = .null
    members["use_cache"] = true
    let same = try DecoderConfiguration(huggingFace: members, file: Self.fileName)
    guard same.comparable == comparable else {
      throw CandorError(
        .unsupported,
        "a `\(Self.fileName)` of `\(family.rawValue)` cannot say all that this model computes")
    }
    return .object(members)
  }
}

/// The shortest decimal of a binary32 number, not all digits of its binary64 twin.
func decimal(_ number: Float) -> Double { Double("\(number)") ?? Double(number) }

extension RotaryConfiguration {
  /// As transformers 5 writes it.
  var json: JSONValue {
    get throws {
      var members: JSONObject = ["rope_type": "default", "rope_theta": .double(base)]
      switch scaling {
      case .none: break
      case .linear(let factor):
        members["rope_type"] = "linear"
        members["factor"] = .double(factor)
      case .llama3(let factor, let low, let high, let context):
        members["rope_type"] = "llama3"
        members["factor"] = .double(factor)
        members["low_freq_factor"] = .double(low)
        members["high_freq_factor"] = .double(high)
        members["original_max_position_embeddings"] = .integer(Int64(context))
      case .yarn(let yarn):
        members["rope_type"] = "yarn"
        members["factor"] = .double(yarn.factor)
        members["original_max_position_embeddings"] = .integer(Int64(yarn.originalContext))
        members["beta_fast"] = .double(yarn.fastTurns)
        members["beta_slow"] = .double(yarn.slowTurns)
        if !yarn.truncates { members["truncate"] = false }
        if yarn.amplitude != RotaryScaling.Yarn.magnitude(factor: yarn.factor, 1) {
          members["attention_factor"] = .double(yarn.amplitude)
        }
      case .divisors:
        throw CandorError(
          .unsupported, "these divisors of rotary frequencies are not those of Llama 3",
          hint: "transformers has no name for others",
          at: .init(field: GGUFConfigurationReader.rotaryDivisors))
      }
      return .object(members)
    }
  }

  /// Llama 3's scaling where divisors are its own, rounded to binary32 by whoever wrote them, of a model
  /// that was first trained for 8,192 positions, as all of them were; else the same.
  func recognised(size: Int) -> RotaryConfiguration {
    guard case .divisors(let divisors) = scaling, let factor = divisors.max() else { return self }
    var named = self
    named.scaling = .llama3(
      factor: Double(factor.rounded()), lowFactor: 1, highFactor: 4, originalContext: 8192)
    let pairs = zip(named.frequencies(size: size).values, frequencies(size: size).values)
    return pairs.allSatisfy { abs($0 - $1) <= 1e-6 * $0 } ? named : self
  }
}
