import CandorCore
import CandorText
import SystemPackage
import Testing

@testable import CandorModels
@testable import CandorTensors

/// GGUF files with the headers of published models and their real sizes, which hold nothing: the
/// system keeps no blocks for what was never written.
@Suite("Models of all sizes are known by their headers")
struct LargeHeaderTests {
  private static func llama(
    hidden: Int, layers: Int, heads: Int, wide: Int
  ) -> DecoderConfiguration {
    var decoder = DecoderConfiguration(
      vocabularySize: 128_256, hiddenSize: hidden, layers: layers, queryHeads: heads,
      keyValueHeads: 8, headSize: 128, feedForwardSize: wide, contextLength: 131_072,
      rotaryBase: 500_000, tiedEmbeddings: false)
    decoder.rotary.scaling = .llama3(
      factor: 8, lowFactor: 1, highFactor: 4, originalContext: 8192)
    return decoder
  }

  static let deepSeek: DecoderConfiguration = {
    var decoder = DecoderConfiguration(
      vocabularySize: 129_280, hiddenSize: 7168, layers: 61, queryHeads: 128, keyValueHeads: 128,
      headSize: 64, feedForwardSize: 18_432, contextLength: 163_840, normEpsilon: 1e-6,
      tiedEmbeddings: false)
    decoder.family = .deepseekV3
    let latent = LatentAttention(
      queryRank: 1536, rank: 512, plainSize: 128, turningSize: 64, valueSize: 128)
    decoder.latent = latent
    var routing = ExpertRouting(count: 256, chosen: 8)
    (routing.groups, routing.chosenGroups, routing.scores) = (8, 4, .sigmoid)
    (routing.normalises, routing.scale) = (true, 2.5)
    decoder.experts = Experts(
      routing: routing, hasBias: true, feedForwardSize: 2048, sharedSize: 2048, firstLayer: 3)
    decoder.rotary.scaling = .yarn(.init(factor: 40, originalContext: 4096, amplitude: 1))
    decoder.attentionScale = latent.scale(decoder.rotary.scaling, share: 1)
    return decoder
  }()

  /// Writes a header, and nothing behind it but length.
  private func write(
    _ decoder: DecoderConfiguration, _ mix: WeightMix, to path: FilePath
  ) throws {
    var draft = GGUFDraft()
    try draft.set(decoder)
    var tensors = TensorConventions.gguf(decoder.family).stored(decoder.tensors, of: decoder).map {
      TensorArchiveWriter.Description(
        $0.name, mix.format(of: $0.name, shape: $0.shape, isTied: false, layers: decoder.layers),
        $0.shape)
    }
    if let divisors = decoder.rotaryDivisors {
      tensors.append(.init(GGUFConfigurationReader.rotaryDivisors, .float32, [divisors.count]))
    }
    let pairs = draft.pairs
    var header = GGUFHeader.magic.littleEndianBytes + UInt32(3).littleEndianBytes
    header += UInt64(tensors.count).littleEndianBytes + UInt64(pairs.count).littleEndianBytes
    header += pairs.bytes
    var offset = 0
    for tensor in tensors {
      header += tensor.name.ggufBytes + UInt32(tensor.shape.count).littleEndianBytes
      header += tensor.shape.reversed().flatMap { UInt64($0).littleEndianBytes }
      header += (tensor.format.ggmlType ?? 0).littleEndianBytes
      header += UInt64(offset).littleEndianBytes
      offset += (tensor.bytes + 31) / 32 * 32
    }
    header += [UInt8](repeating: 0, count: (32 - header.count % 32) % 32)
    let file = try FileDescriptor.open(
      path, .writeOnly, options: [.create, .truncate], permissions: .ownerReadWrite)
    try file.closeAfter {
      try file.writeAll(header)
      // The divisors are read with the configuration; all are 1 here.
      if decoder.rotaryDivisors != nil {
        let ones = (0..<(decoder.turningSize / 2)).flatMap { _ in
          Float(1).bitPattern.littleEndianBytes
        }
        _ = try file.writeAll(
          toAbsoluteOffset: Int64(header.count + offset - (ones.count + 31) / 32 * 32), ones)
      }
      try file.resize(to: Int64(header.count + offset))
    }
  }

  @Test(
    "parameters, and the memory that they take, are exact",
    arguments: [
      (llama(hidden: 4096, layers: 32, heads: 32, wide: 14_336), 8_030_261_248),
      (llama(hidden: 16_384, layers: 126, heads: 128, wide: 53_248), 405_853_388_800),
      (deepSeek, 671_026_419_200),
    ])
  func exact(decoder: DecoderConfiguration, parameters: Int) throws {
    let path = FilePath("/tmp/candor-large-\(UInt64.random(in: 0 ... .max)).gguf")
    defer { try? FileSystem.remove(path) }
    for mix in [WeightMix.bfloat16, .q8_0] {
      try write(decoder, mix, to: path)
      let anatomy = try ModelAnatomy(path, context: 4096)
      #expect(anatomy.obstacle == nil)
      let need = try #require(anatomy.memory)
      #expect(need.parameters == parameters)
      // All widths are whole panels: a matrix takes the bytes of the file, and vectors and routers
      // four bytes a number.
      let divisors = GGUFConfigurationReader.rotaryDivisors
      let stored = anatomy.tensors.filter { $0.name != divisors }.reduce(0) { $0 + $1.range.count }
      #expect(need.weights == stored)
      let row = decoder.latent == nil ? 2 * 8 * 128 : 576
      #expect(need.cache == 4096 * 4 * decoder.layers * row)
      // Nothing is taken where it does not fit.
      guard need.weights > SystemMemory.physicalBytes else { continue }
      let error = failure { _ = try load(path) }
      #expect(error?.code == .unavailable)
      #expect(error?.message.contains("\(need.weights) of weights") == true)
    }
  }

  private func load(_ path: FilePath) throws -> PackedWeights {
    let archive = try TensorArchive(path)
    let configuration = try DecoderConfiguration(gguf: archive, archive.ggufMetadata)
    return try WeightLoader(
      archive, configuration, Arithmetic(threads: 1), conventions: .gguf(configuration.family)
    ).load()
  }
}
