import CandorCore
import CandorModels
import CandorTensors
import SystemPackage
import Testing

@Suite("A model is converted as its format says, and names its source")
struct ModelConversionTests {
  private let folder: FilePath
  private let source: FilePath
  private let machine: Arithmetic

  /// Eight layers of one value and one down matrix, rows of 256 and of 96 numbers; a tied embedding.
  private static let tensors: [(name: String, shape: [Int])] =
    [("token_embd.weight", [3, 256]), ("output_norm.weight", [256])]
    + (0..<8).flatMap { layer in
      [("blk.\(layer).attn_v.weight", [2, 256]), ("blk.\(layer).ffn_down.weight", [2, 96])]
    }

  init() throws {
    folder = FilePath("/tmp/candor-convert-\(String(UInt64.random(in: .min ... .max), radix: 36))")
    try FileSystem.createDirectory(folder)
    source = folder.appending("source.gguf")
    machine = try Arithmetic(.selected(), pool: WorkerPool(threads: 2))
    try Self.write(to: source)
  }

  private static func write(to path: FilePath, spoiled: String? = nil) throws {
    var metadata = GGUFDraft()
    metadata.set("general.architecture", "llama")
    metadata.set("llama.block_count", UInt32(8))
    metadata.set("llama.rope.freq_base", Float(10_000))
    metadata.set("tokenizer.ggml.tokens", ["a", "ß", "<s>"])
    metadata.set("tokenizer.ggml.token_type", [1, 1, 3] as [Int32])
    metadata.set("tokenizer.ggml.add_bos_token", true)
    var writer = try GGUFWriter(
      to: path, metadata: metadata, tensors: tensors.map { .init($0.name, .float32, $0.shape) })
    let random = RandomStream(seed: 5, purpose: .generator)
    for (index, tensor) in tensors.enumerated() {
      var values = (0..<tensor.shape.reduce(1, *)).map {
        Float(Int32(bitPattern: random[UInt32(1000 * index + $0)][0]) >> 8) * 0x1p-23
      }
      if tensor.name == spoiled { values[5] = .infinity }
      try writer.append(values.span.rawBytes)
      try writer.finishTensor()
    }
    try writer.commit()
  }

  private func numbers(_ archive: TensorArchive, _ name: String) throws -> [Float] {
    let entry = try #require(archive.entry(named: name))
    var values = [Float](repeating: 0, count: entry.count)
    var span = values.mutableSpan
    try archive.read(
      entry, rows: 0..<entry.shape.dropLast().reduce(1, *), with: machine, into: &span)
    return values
  }

  @Test("each tensor gets the format of its part", arguments: WeightMix.allCases)
  func formats(mix: WeightMix) throws {
    defer { try? FileSystem.remove(folder) }
    let output = folder.appending("out.gguf")
    let conversion = try ModelConversion(source, to: output, mix, arithmetic: machine)
    let archive = try TensorArchive(output)
    let formats = Dictionary(uniqueKeysWithValues: archive.entries.map { ($0.name, $0.format) })
    #expect(archive.entries.map(\.shape) == Self.tensors.map(\.shape))
    #expect(formats["output_norm.weight"] == .float32)
    let isSmall = ![.float32, .float16, .bfloat16, .q8_0].contains(mix)
    #expect((formats["token_embd.weight"] == .q6_K) == isSmall)
    if mix == .q4_K_M {
      let values = (0..<8).map { formats["blk.\($0).attn_v.weight"] }
      let down = (0..<8).map { formats["blk.\($0).ffn_down.weight"] }
      #expect(Set(down) == [.q8_0, .q5_0], "96 is no multiple of 256")
      #expect(zip(values, down).allSatisfy { ($0 == .q6_K) == ($1 == .q8_0) })
      #expect(values[0] == .q6_K && values[1] == .q4_K && values[3] == .q6_K && values[7] == .q6_K)
    }
    for (name, _) in Self.tensors {
      let (before, after) = (try numbers(TensorArchive(source), name), try numbers(archive, name))
      let error = zip(before, after).map { abs($0 - $1) }.max() ?? 0
      #expect(mix == .float32 ? error == 0 : error < 0.15, "\(name): \(error)")
    }
    #expect(conversion.source.map(\.name) == ["source.gguf"])
    #expect(conversion.source.map(\.digest) == [try Digest.ofFile(source)])
    #expect(conversion.result[0].digest == (try Digest.ofFile(output)))
    let metadata = try #require(archive.metadata)
    #expect(
      try metadata.required("candor.source.files") == [
        "\(conversion.source[0].digest.hex)  source.gguf"
      ])
    #expect(try metadata.required("tokenizer.ggml.tokens") == ["a", "ß", "<s>"])
    #expect(try metadata.required("tokenizer.ggml.token_type") == [1, 1, 3])
    #expect(try metadata.required("tokenizer.ggml.add_bos_token") == true)
    #expect(try metadata.required("llama.rope.freq_base") == Float(10_000))
  }

  @Test("the bytes depend on nothing but the source, and F32 gives them back")
  func deterministic() throws {
    defer { try? FileSystem.remove(folder) }
    let outputs = try InstructionSet.available.enumerated().map { index, set in
      let output = folder.appending("out-\(set.rawValue).gguf")
      return try ModelConversion(
        source, to: output, .q4_K_M,
        arithmetic: Arithmetic(set, pool: WorkerPool(threads: index + 1))
      ).result[0].digest
    }
    #expect(Set(outputs).count == 1)
    let small = folder.appending("out-generic.gguf")
    let again = try ModelConversion(
      small, to: folder.appending("again.gguf"), .q8_0, arithmetic: machine)
    #expect(again.isRequantised)
  }

  @Test("a number that no format can hold is located, and nothing is written")
  func nonFinite() throws {
    defer { try? FileSystem.remove(folder) }
    try Self.write(to: source, spoiled: "blk.3.attn_v.weight")
    let output = folder.appending("out.gguf")
    do {
      _ = try ModelConversion(source, to: output, .q4_0, arithmetic: machine)
      Issue.record("an infinity was converted")
    } catch let error as CandorError {
      #expect(error.code == .nonFinite && error.location?.field == "blk.3.attn_v.weight")
    }
    #expect(try FileSystem.list(folder) == ["source.gguf"])
  }
}
