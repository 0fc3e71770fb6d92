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
    .gemma3: "gemma3",
  ]

  init(_ name: String) throws {
    family = try FamilyModel(name)
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
    set("attention.head_count_kv", UInt32(configuration.keyValueHeads))
    set("attention.key_length", UInt32(configuration.headSize))
    set("attention.value_length", UInt32(configuration.headSize))
    if configuration.family == .gemma3 { set("attention.sliding_window", 9) }
    draft.set("\(architecture).attention.layer_norm_rms_epsilon", configuration.normEpsilon)
    draft.set("\(architecture).rope.freq_base", Float(configuration.rotary.base))
    if case .linear(let factor) = configuration.rotary.scaling {
      draft.set("\(architecture).rope.scaling.type", "linear")
      draft.set("\(architecture).rope.scaling.factor", Float(factor))
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

  private func numbers(_ tensor: DecoderTensor) -> [Float] {
    let conventions = configuration.family.definition.conventions
    guard let entry = archive.entry(named: conventions[tensor]) else { return [] }
    let bytes = archive.withBytes(of: entry) { bytes in
      (0..<bytes.byteCount).map { unsafe bytes.unsafeLoad(fromByteOffset: $0, as: UInt8.self) }
    }
    let numbers = stride(from: 0, to: bytes.count, by: 4).map { start in
      Float(bitPattern: (0..<4).reduce(0) { $0 | UInt32(bytes[start + $1]) << (8 * UInt32($1)) })
    }
    guard case .layer(_, let kind) = tensor else {
      return tensor == .finalNorm ? numbers.map { $0 + conventions.normOffset } : numbers
    }
    if kind.isNorm { return numbers.map { $0 + conventions.normOffset } }
    guard configuration.family == .llama || configuration.family == .smollm3,
      [.query, .key, .queryBias, .keyBias].contains(kind)
    else { return numbers }
    // What stands half a head apart comes to stand side by side.
    let (rows, size) = (entry.shape[0], configuration.headSize)
    let width = numbers.count / rows
    return (0..<rows).flatMap { row in
      let source = row / size * size + row % 2 * (size / 2) + row % size / 2
      return numbers[(source * width)..<((source + 1) * width)]
    }
  }
}
