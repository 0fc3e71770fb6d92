import CandorCore
import CandorTensors

/// The families of decoders that are understood, by the `model_type` of their `config.json`.
///
/// A family is data: how its files say what to compute, and how its tensors are called and stored.
/// What is computed is the one forward pass of `Decoder`.
public enum Family: String, Sendable, Hashable, CaseIterable {
  case llama, mistral, qwen2, qwen3, olmo2, olmo3, smollm3
  case gemma3 = "gemma3_text"
  case deepseekV3 = "deepseek_v3"

  var definition: Definition {
    switch self {
    case .llama: .llama
    case .mistral: .mistral
    case .qwen2: .qwen2
    case .qwen3: .qwen3
    case .olmo2: .olmo2
    case .olmo3: .olmo3
    case .smollm3: .smollm3
    case .gemma3: .gemma3
    case .deepseekV3: .deepseekV3
    }
  }

  struct Definition: Sendable {
    /// What `config.json` calls the class of the model.
    let architecture: String
    /// How Hugging Face stores the tensors.
    var conventions = TensorConventions.huggingFace
    /// What holds where `config.json` does not say.
    var tiedEmbeddings = false
    /// Reads what this family has besides the fields that all have.
    let configure: @Sendable (inout DecoderConfiguration, ConfigurationReader) throws -> Void
    /// Writes what `configure` reads.
    let describe: @Sendable (DecoderConfiguration, inout JSONObject) throws -> Void
  }
}
