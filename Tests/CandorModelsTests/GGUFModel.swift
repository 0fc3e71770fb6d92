import CandorCore
import CandorTensors
import SystemPackage

@testable import CandorModels

/// A `FamilyModel` as a GGUF file, written as ggml's converter does: its names, norms as they are used,
/// and for the Llamas rows of queries and keys in its order. The file is removed with it.
final class GGUFModel {
  let family: FamilyModel
  let path = FilePath("/tmp/candor-model-\(UInt64.random(in: 0 ... .max)).gguf")
  private let archive: TensorArchive
  private let configuration: DecoderConfiguration

  /// Names by which GGUF knows the families of `FamilyModel`.
  static let architectures: [Family: String] = [
    .llama: "llama", .qwen2: "qwen2", .qwen3: "qwen3", .olmo2: "olmo2", .smollm3: "smollm3",
    .gemma3: "gemma3", .olmo3: "olmo2", .deepseekV3: "deepseek2",
  ]

  init(_ name: String) throws {
    family = try FamilyModel(name)
    if name == "deepseek_v3" || name == "gemma3" { try family.makeSayable() }
    archive = try TensorArchive(family.folder)
    configuration = try DecoderConfiguration(folder: family.folder)
    try write()
  }

  deinit { try? FileSystem.remove(path) }

  var architecture: String { Self.architectures[configuration.family] ?? "?" }

  /// Writes the file anew.
  ///
  /// - Parameters:
  ///   - key: is left out; so is a tensor of that name.
  ///   - extra: further tensors.
  func write(
    without key: String? = nil, extra: [(name: String, numbers: [Float])] = [],
    _ change: (inout GGUFDraft) -> Void = { _ in }
  ) throws {
    var draft = GGUFDraft()
    func set(_ name: String, _ value: UInt32) {
      if name != key { draft.set("\(architecture).\(name)", value) }
    }
    draft.set("general.architecture", architecture)
    set("embedding_length", UInt32(configuration.hiddenSize))
    set("block_count", UInt32(configuration.layers))
    set("feed_forward_length", UInt32(configuration.feedForwardSize))
    set("context_length", UInt32(configuration.contextLength))
    set("attention.head_count", UInt32(configuration.queryHeads))
    if let latent = configuration.latent {
      set("attention.head_count_kv", 1)
      set("attention.q_lora_rank", UInt32(latent.queryRank ?? 0))
      set("attention.kv_lora_rank", UInt32(latent.rank))
      set("attention.key_length", UInt32(latent.rank + latent.turningSize))
      set("attention.value_length", UInt32(latent.rank))
      set("attention.key_length_mla", UInt32(latent.headSize))
      set("attention.value_length_mla", UInt32(latent.valueSize))
      set("rope.dimension_count", UInt32(latent.turningSize))
      draft.set("\(architecture).rope.scaling.yarn_log_multiplier", Float(0.07))
    } else {
      set("attention.head_count_kv", UInt32(configuration.keyValueHeads))
      set("attention.key_length", UInt32(configuration.headSize))
      set("attention.value_length", UInt32(configuration.headSize))
    }
    if let experts = configuration.experts {
      set("leading_dense_block_count", UInt32(experts.firstLayer))
      set("expert_count", UInt32(experts.routing.count))
      set("expert_used_count", UInt32(experts.routing.chosen))
      set("expert_group_count", UInt32(experts.routing.groups))
      set("expert_group_used_count", UInt32(experts.routing.chosenGroups))
      set("expert_gating_func", 2)
      set("expert_shared_count", 2)
      set("expert_feed_forward_length", UInt32(experts.feedForwardSize))
      draft.set("\(architecture).expert_weights_scale", experts.routing.scale)
      draft.set("\(architecture).expert_weights_norm", experts.routing.normalises)
    }
    if configuration.family == .gemma3 { set("attention.sliding_window", 9) }
    if configuration.family == .olmo3 {
      set("attention.sliding_window", 5)
      draft.set(
        "olmo2.attention.sliding_window_pattern",
        (0..<configuration.layers).map { configuration.layerAttention($0).reach != nil })
    }
    draft.set("\(architecture).attention.layer_norm_rms_epsilon", configuration.normEpsilon)
    draft.set("\(architecture).rope.freq_base", Float(configuration.rotary.base))
    switch configuration.rotary.scaling {
    case .linear(let factor):
      draft.set("\(architecture).rope.scaling.type", "linear")
      draft.set("\(architecture).rope.scaling.factor", Float(factor))
    case .yarn(let yarn):
      draft.set("\(architecture).rope.scaling.type", "yarn")
      draft.set("\(architecture).rope.scaling.factor", Float(yarn.factor))
      set("rope.scaling.original_context_length", UInt32(yarn.originalContext))
    default: break
    }
    setTokenizer(&draft)
    change(&draft)

    let names = TensorConventions.gguf(configuration.family)
    let tensors = configuration.tensors.filter { names[$0] != key }.map { tensor in
      (name: names[tensor], shape: configuration.shape(of: tensor) ?? [], numbers: numbers(tensor))
    }
    let all =
      tensors + extra.map { (name: $0.name, shape: [$0.numbers.count], numbers: $0.numbers) }
    var writer = try GGUFWriter(
      to: path, metadata: draft, tensors: all.map { .init($0.name, .float32, $0.shape) })
    for tensor in all {
      try writer.append(tensor.numbers.span.rawBytes)
      try writer.finishTensor()
    }
    try writer.commit()
  }

  /// A token for each of the letters from `A` on; the first three control the model.
  private func setTokenizer(_ draft: inout GGUFDraft) {
    let count = configuration.vocabularySize
    let letters = (3..<count).map { String(UnicodeScalar(UInt8(62 + $0))) }
    draft.set("tokenizer.ggml.model", "gpt2")
    draft.set("tokenizer.ggml.pre", "gpt-2")
    draft.set("tokenizer.ggml.tokens", ["<bos>", "<eos>", "<turn>"] + letters)
    draft.set("tokenizer.ggml.token_type", [3, 3, 3] + letters.map { _ in Int32(1) })
    draft.set("tokenizer.ggml.merges", [String]())
    draft.set("tokenizer.ggml.bos_token_id", UInt32(0))
    draft.set("tokenizer.ggml.eos_token_id", UInt32(1))
    draft.set("tokenizer.ggml.eot_token_id", UInt32(2))
    draft.set(
      "tokenizer.chat_template",
      "{{ bos_token }}{% for m in messages %}{{ m.content }}<turn>{% endfor %}")
  }

  private func numbers(named name: String) -> [Float] {
    guard let entry = archive.entry(named: name) else { return [] }
    let bytes = archive.withBytes(of: entry) { bytes in
      (0..<bytes.byteCount).map { unsafe bytes.unsafeLoad(fromByteOffset: $0, as: UInt8.self) }
    }
    return stride(from: 0, to: bytes.count, by: 4).map { start in
      Float(bitPattern: (0..<4).reduce(0) { $0 | UInt32(bytes[start + $1]) << (8 * UInt32($1)) })
    }
  }

  private func isKeys(_ tensor: DecoderTensor) -> Bool {
    if case .layer(_, .keyUp) = tensor { true } else { false }
  }

  /// Of the keys and values of each head: the keys, turned on their side, or the values.
  private func halved(_ numbers: [Float], _ latent: LatentAttention, keys: Bool) -> [Float] {
    let (plain, rank) = (latent.plainSize, latent.rank)
    return (0..<configuration.queryHeads).flatMap { head -> [Float] in
      let first = head * (plain + latent.valueSize) * rank
      guard keys else {
        let values = first + plain * rank
        return Array(numbers[values..<(values + latent.valueSize * rank)])
      }
      return (0..<(rank * plain)).map { numbers[first + $0 % plain * rank + $0 / plain] }
    }
  }

  private func numbers(_ tensor: DecoderTensor) -> [Float] {
    let conventions = configuration.family.definition.conventions
    let stored = conventions[tensor]
    if stored.contains("*") {
      return (0..<(configuration.experts?.routing.count ?? 0)).flatMap {
        self.numbers(named: stored.replacing("*", with: "\($0)"))
      }
    }
    let numbers = self.numbers(named: stored)
    if let latent = configuration.latent, stored.hasSuffix("kv_b_proj.weight") {
      return halved(numbers, latent, keys: isKeys(tensor))
    }
    let rows = archive.entry(named: stored)?.shape[0] ?? 0
    guard case .layer(_, let kind) = tensor else {
      return tensor == .finalNorm ? numbers.map { $0 + conventions.normOffset } : numbers
    }
    if kind.isNorm { return numbers.map { $0 + conventions.normOffset } }
    guard configuration.family == .llama || configuration.family == .smollm3,
      [.query, .key, .queryBias, .keyBias].contains(kind)
    else { return numbers }
    // What stands half a head apart comes to stand side by side.
    let size = configuration.headSize
    let width = numbers.count / rows
    return (0..<rows).flatMap { row in
      let source = row / size * size + row % 2 * (size / 2) + row % size / 2
      return numbers[(source * width)..<((source + 1) * width)]
    }
  }
}
