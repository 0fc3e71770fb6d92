import CandorCore
import CandorTensors
import SystemPackage

@testable import CandorModels

/// A decoder whose logits PyTorch computed (Tests/Oracles/decoder_gradients.py).
struct GoldenModel {
  static let names = ["a", "b", "c"]

  let archive: TensorArchive
  let configuration: DecoderConfiguration
  let segments: [Range<Int>]
  let tokens: [Int32]
  let logits: [Float]

  init(_ name: String) throws {
    let folder = FilePath(#filePath).removingLastComponent().removingLastComponent()
    archive = try TensorArchive(folder.pushing(FilePath("Fixtures/decoder/\(name).safetensors")))
    let n = try archive.integers("configuration").map { Int($0) }
    configuration = DecoderConfiguration(
      vocabularySize: n[0], hiddenSize: n[1], layers: n[2], queryHeads: n[3], keyValueHeads: n[4],
      headSize: n[5], feedForwardSize: n[6], contextLength: 128, tiedEmbeddings: n[7] == 1)
    let table = try archive.integers("segments").map { Int($0) }
    segments = stride(from: 0, to: table.count, by: 2).map {
      table[$0]..<(table[$0] + table[$0 + 1])
    }
    tokens = try archive.integers("tokens")
    logits = try archive.numbers("logits")
  }

  func decoder(_ arithmetic: Arithmetic) -> Decoder {
    Decoder(configuration, arithmetic: arithmetic)
  }

  func parameters() throws -> DecoderParameters {
    let layout = ParameterLayout(configuration)
    var values = Buffer<Float>(count: layout.extent, repeating: 0)
    for slot in layout.slots {
      var all = values.mutableSpan
      var part = all._mutatingExtracting(slot.range)
      try archive.read(slot.name, shape: slot.shape, into: &part)
    }
    return DecoderParameters(values)
  }

  func weights(_ arithmetic: Arithmetic) throws -> PackedWeights {
    let parameters = try parameters()
    return try PackedWeights(
      parameters.values, layout: ParameterLayout(configuration), arithmetic: arithmetic)
  }

  /// The longest of the windows.
  var longest: [Int32] {
    Array(tokens[segments.max { $0.count < $1.count } ?? 0..<1])
  }
}

extension TensorArchive {
  private func words(_ name: String) throws -> [UInt32] {
    guard let entry = entry(named: name) else { throw CandorError(.notFound, name) }
    return withBytes(of: entry) { bytes in
      stride(from: 0, to: bytes.byteCount, by: 4).map {
        unsafe UInt32(littleEndian: bytes.unsafeLoadUnaligned(fromByteOffset: $0, as: UInt32.self))
      }
    }
  }

  func integers(_ name: String) throws -> [Int32] {
    try words(name).map { Int32(bitPattern: $0) }
  }

  func numbers(_ name: String) throws -> [Float] {
    try words(name).map { Float(bitPattern: $0) }
  }
}

extension DecoderSession {
  /// The bits of every row's logits, and those of the last row as the session keeps them.
  func bits(reading tokens: [Int32]) throws -> [UInt32] {
    var bits: [UInt32] = []
    try read(tokens) { row in
      for index in row.indices { bits.append(row[index].bitPattern) }
    }
    return bits
  }

  var lastBits: [UInt32] {
    withLogits { row in row.indices.map { row[$0].bitPattern } }
  }
}
