import CandorCore
import CandorTensors
import SystemPackage
import Testing

@testable import CandorModels

@Suite struct DecoderParametersTests {
  /// Writes zeros under the names and shapes of `layout`, changed by `change`.
  private func write(
    _ layout: ParameterLayout, to path: FilePath,
    _ change: (inout [TensorArchiveWriter.Description]) -> Void
  ) throws {
    var tensors = layout.slots.map {
      TensorArchiveWriter.Description($0.name, .float32, $0.shape)
    }
    change(&tensors)
    tensors.sort { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
    var writer = try TensorArchiveWriter(to: path, tensors: tensors)
    for tensor in tensors {
      let bytes = [UInt8](
        repeating: 0, count: tensor.shape.reduce(tensor.format.blockBytes, *))
      try writer.append(tensor.name, unsafe bytes.span.bytes)
    }
    try writer.commit()
  }

  private func refusal(
    _ change: (inout [TensorArchiveWriter.Description]) -> Void
  ) throws -> CandorError? {
    let tiny = try TinyModel()
    try write(tiny.layout, to: tiny["changed.safetensors"], change)
    return failure { _ = try DecoderParameters(tiny["changed.safetensors"], layout: tiny.layout) }
  }

  @Test("what is written is read again, tied or not", arguments: [true, false])
  func roundTrip(tied: Bool) throws {
    let tiny = try TinyModel(tiedEmbeddings: tied)
    let read = try DecoderParameters(tiny[DecoderParameters.fileName], layout: tiny.layout)
    let expected = TinyModel.numbers(tiny.layout)
    #expect(bits(read.values) == bits(expected))
    let archive = try TensorArchive(tiny[DecoderParameters.fileName])
    #expect((archive.entry(named: "lm_head.weight") == nil) == tied)
  }

  private func bits(_ numbers: borrowing Buffer<Float>) -> [UInt32] {
    let span = numbers.span
    return span.indices.map { span[$0].bitPattern }
  }

  @Test("the unchanged file passes")
  func unchanged() throws {
    #expect(try refusal { _ in } == nil)
  }

  @Test("missing, superfluous, mistyped and misshapen tensors are named")
  func refusals() throws {
    let missing = try refusal { $0.removeAll { $0.name == "model.norm.weight" } }
    #expect(missing?.code == .mismatch && missing?.location?.field == "model.norm.weight")
    let extra = try refusal { $0.append(.init("model.norm.weigth", .float32, [2])) }
    #expect(extra?.code == .mismatch && extra?.location?.field == "model.norm.weigth")
    #expect(extra?.hint?.contains("model.norm.weight") == true)
    let name = "model.layers.0.mlp.up_proj.weight"
    let shape = try refusal {
      $0.removeAll { $0.name == name }
      $0.append(.init(name, .float32, [32, 48]))
    }
    #expect(shape?.code == .mismatch && shape?.location?.field == name)
    #expect(shape?.message.contains("[48, 32]") == true)
    let type = try refusal {
      $0.removeAll { $0.name == name }
      $0.append(.init(name, .bfloat16, [48, 32]))
    }
    #expect(type?.code == .mismatch && type?.message.contains("BF16") == true)
  }

  @Test("a truncated file is refused")
  func truncated() throws {
    let tiny = try TinyModel()
    let path = tiny[DecoderParameters.fileName]
    let bytes = try FileSystem.read(path)
    for count in [0, 7, 100, bytes.count - 1] {
      try AtomicFile.write(Array(bytes.prefix(count)), to: path)
      #expect(failure { _ = try tiny.open() }?.code == .malformed)
    }
  }
}
