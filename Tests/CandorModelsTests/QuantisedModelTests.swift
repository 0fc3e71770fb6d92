import CandorCore
import CandorTensors
import SystemPackage
import Testing

@testable import CandorModels

@Suite("A model in blocks of integers always computes the same bits")
struct QuantisedModelTests {
  private let text = (0..<40).map { Int32($0 * 17 % 37) }

  @Test("for any chunk, number of threads and instruction set", arguments: WeightMix.allCases)
  func sameBits(mix: WeightMix) throws {
    let model = try QuantisedModel(mix)
    let expected = try model.session(Arithmetic(threads: 1)).bits(reading: text)
    let best = try InstructionSet.selected()
    for (instructionSet, threads) in InstructionSet.available.map({ ($0, 3) }) + [(best, 2)] {
      let arithmetic = try Arithmetic(instructionSet, pool: WorkerPool(threads: threads))
      // Plain C is slow.
      let text = instructionSet == .generic ? Array(text[..<5]) : text
      for chunk in [1, 7, 16, 128] {
        let bits = try model.session(arithmetic, chunk: chunk).bits(reading: text)
        #expect(
          bits == Array(expected[..<bits.count]),
          "\(instructionSet), \(threads) threads, chunks of \(chunk)")
      }
    }
  }

  @Test(
    "beside another sequence, after another text, or guessed ahead", arguments: WeightMix.allCases)
  func company(mix: WeightMix) throws {
    let (model, arithmetic) = (try QuantisedModel(mix), try Arithmetic(threads: 2))
    let sessions = try (0..<4).map { _ in try model.session(arithmetic, chunk: 16) }
    let expected = try sessions[0].bits(reading: text)
    try sessions[1].read(text.reversed())
    sessions[1].rewind(to: 0)
    var (together, ahead): ([UInt32], [UInt32]) = ([], [])
    for (index, token) in text.enumerated() {
      try DecoderSession.readTogether([(sessions[2], [token]), (sessions[1], [token])])
      together += sessions[1].lastBits
      try sessions[3].read(token) { text[(index + 1)...].prefix(3) + [token] }
      ahead += sessions[3].lastBits
    }
    #expect(together == expected)
    #expect(ahead == expected)
  }
}

/// A Llama of random numbers, as wide as a block of 256, in the formats of a mix.
private struct QuantisedModel {
  private let decoder: DecoderConfiguration
  private let weights: PackedWeights

  init(_ mix: WeightMix) throws {
    let folder = FilePath("/tmp/candor-blocks-\(UInt64.random(in: 0 ... .max))")
    try FileSystem.createDirectory(folder)
    defer { try? FileSystem.remove(folder) }
    let (source, path) = (folder.appending("source.gguf"), folder.appending("blocks.gguf"))
    try Self.write(to: source)
    let arithmetic = try Arithmetic(threads: 2)
    _ = try ModelConversion(source, to: path, mix, arithmetic: arithmetic)
    let archive = try TensorArchive(path)
    decoder = try DecoderConfiguration(gguf: archive, archive.ggufMetadata)
    weights = try WeightLoader(
      archive, decoder, arithmetic, conventions: .gguf(decoder.family)
    ).load()
  }

  func session(_ arithmetic: Arithmetic, chunk: Int = 128) throws -> DecoderSession {
    try DecoderSession(
      Decoder(decoder, arithmetic: arithmetic), weights: weights, chunk: chunk)
  }

  private static func write(to path: FilePath) throws {
    var draft = GGUFDraft()
    draft.set("general.architecture", "llama")
    for (key, value) in [
      ("embedding_length", 256), ("block_count", 2), ("feed_forward_length", 512),
      ("context_length", 64), ("attention.head_count", 4), ("attention.head_count_kv", 2),
    ] {
      draft.set("llama.\(key)", UInt32(value))
    }
    draft.set("llama.attention.layer_norm_rms_epsilon", Float(1e-5))
    var tensors: [(name: String, shape: [Int])] = [
      ("token_embd.weight", [40, 256]), ("output_norm.weight", [256]),
    ]
    for layer in 0..<2 {
      tensors += [
        ("attn_norm", [256]), ("attn_q", [256, 256]), ("attn_k", [128, 256]),
        ("attn_v", [128, 256]), ("attn_output", [256, 256]), ("ffn_norm", [256]),
        ("ffn_gate", [512, 256]), ("ffn_up", [512, 256]), ("ffn_down", [256, 512]),
      ].map { ("blk.\(layer).\($0.0).weight", $0.1) }
    }
    var writer = try GGUFWriter(
      to: path, metadata: draft, tensors: tensors.map { .init($0.name, .float32, $0.shape) })
    for (index, tensor) in tensors.enumerated() {
      let random = RandomStream(seed: 11, purpose: .generator, stream: UInt32(index))
      let scale: Float = tensor.shape.count == 1 ? 0.1 : 0.2
      let offset: Float = tensor.shape.count == 1 ? 1 : 0
      let numbers = (0..<tensor.shape.reduce(1, *)).map {
        scale * (random.uniform(UInt32($0)) - 0.5) + offset
      }
      try writer.append(numbers.span.rawBytes)
      try writer.finishTensor()
    }
    try writer.commit()
  }
}
