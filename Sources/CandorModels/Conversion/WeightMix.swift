import CandorTensors

/// Which format each tensor of a converted model gets: one for all, or a mix by importance.
///
/// The mixes are llama.cpp's, so that files of one name have one size: the output layer, or the
/// embedding that stands for it, gets Q6_K in all small formats; Q4_K_M gives Q6_K also to half of the
/// values and of the layers that leave the feed-forward part, the first and last eighth of them all
/// and every third between. Vectors, norms and routers stay in binary32.
public enum WeightMix: String, CaseIterable, Sendable {
  case float32 = "F32"
  case float16 = "F16"
  case bfloat16 = "BF16"
  case q8_0 = "Q8_0"
  case q5_1 = "Q5_1"
  case q5_0 = "Q5_0"
  case q4_1 = "Q4_1"
  case q4_0 = "Q4_0"
  case q4_K_M = "Q4_K_M"

  /// The format of most tensors.
  var format: TensorFormat {
    switch self {
    case .float32: .float32
    case .float16: .float16
    case .bfloat16: .bfloat16
    case .q8_0: .q8_0
    case .q5_1: .q5_1
    case .q5_0: .q5_0
    case .q4_1: .q4_1
    case .q4_0: .q4_0
    case .q4_K_M: .q4_K
    }
  }

  /// The number of the mix as llama.cpp's `general.file_type`.
  var fileType: UInt32 {
    switch self {
    case .float32: 0
    case .float16: 1
    case .q4_0: 2
    case .q4_1: 3
    case .q8_0: 7
    case .q5_0: 8
    case .q5_1: 9
    case .q4_K_M: 15
    case .bfloat16: 32
    }
  }

  /// What a tensor of a GGUF file becomes.
  ///
  /// - Parameters:
  ///   - isTied: the embedding is the output layer too.
  ///   - layers: how many there are.
  func format(of name: String, shape: [Int], isTied: Bool, layers: Int) -> TensorFormat {
    guard shape.count >= 2, name.hasSuffix(".weight"), !name.contains("_norm."),
      !name.contains("ffn_gate_inp.")
    else { return .float32 }
    var wanted = format
    if wanted.blockLength > 1, self != .q8_0 {
      if name == "output.weight" || isTied && name == "token_embd.weight" { wanted = .q6_K }
      if self == .q4_K_M, name.contains(".attn_v.") || name.contains(".ffn_down") {
        let layer = name.split(separator: ".").dropFirst().first.flatMap { Int($0) } ?? 0
        if Self.deservesMore(layer, of: layers) { wanted = .q6_K }
      }
    }
    return wanted.divides(shape) ? wanted : Self.substitute(wanted, for: shape)
  }

  private static func deservesMore(_ layer: Int, of layers: Int) -> Bool {
    let eighth = layers / 8
    return layer < eighth || layer >= 7 * layers / 8 || (layer - eighth) % 3 == 2
  }

  /// For rows that are no whole blocks of 256, or of 32.
  private static func substitute(_ format: TensorFormat, for shape: [Int]) -> TensorFormat {
    let smaller: TensorFormat =
      switch format {
      case .q4_K: .q5_0
      case .q6_K: .q8_0
      default: .float16
      }
    return smaller.divides(shape) ? smaller : .float16
  }
}
