import CandorCore
import CandorTensors
import SystemPackage
import Testing

@testable import CandorModels

/// Small models whose matrices are E4M3 with scales, as DeepSeek publishes them.
@Suite("Weights of eight bits are their products with their scales")
struct EightBitTests {
  private let machine: Arithmetic

  init() throws { machine = try Arithmetic(threads: 2) }

  /// Writes the model's matrices in eight bits, or as the binary32 numbers that these are.
  private func write(
    _ model: FamilyModel, asNumbers: Bool, scaleFormat: TensorFormat = .float32,
    without missing: String? = nil, scaleShape: [Int] = [1, 1], scale: Float = 0.3125 * 1.1
  ) throws {
    let archive = try TensorArchive(model.folder.appending("model.safetensors.index.json"))
    var tensors: [(TensorArchiveWriter.Description, [UInt8])] = []
    for entry in archive.entries {
      let stored = archive.withBytes(of: entry) { bytes in
        (0..<bytes.byteCount).map { unsafe bytes.unsafeLoad(fromByteOffset: $0, as: UInt8.self) }
      }
      guard entry.name.contains("_proj") else {
        tensors.append((.init(entry.name, entry.format, entry.shape), stored))
        continue
      }
      // Codes up to 1.875, from the bytes of the fixture's random numbers.
      let codes = (0..<entry.count).map { stored[4 * $0 + 1] & 0xBF }
      guard !asNumbers else {
        var numbers = [Float](repeating: 0, count: codes.count)
        var span = numbers.mutableSpan
        machine.dequantise(codes.rawBytes, .float8E4M3, into: &span)
        let bits = numbers.map { ($0 * scale).bitPattern }
        let bytes = bits.flatMap { bits in (0..<4).map { UInt8(bits >> (8 * $0) & 0xFF) } }
        tensors.append((.init(entry.name, .float32, entry.shape), bytes))
        continue
      }
      tensors.append((.init(entry.name, .float8E4M3, entry.shape), codes))
      let name = entry.name + "_scale_inv"
      let count = scaleShape.reduce(1, *)
      let one = (0..<4).map { UInt8(scale.bitPattern >> (8 * $0) & 0xFF) }
      if name != missing {
        tensors.append(
          (
            .init(name, scaleFormat, scaleShape),
            (0..<count).flatMap { _ in scaleFormat == .float32 ? one : Array(one[2...]) }
          ))
      }
    }
    tensors.sort { $0.0.name.utf8.lexicographicallyPrecedes($1.0.name.utf8) }
    var writer = try TensorArchiveWriter(
      to: model.folder.appending("model.safetensors"), tensors: tensors.map(\.0))
    for (description, bytes) in tensors { try writer.append(description.name, bytes.rawBytes) }
    try writer.commit()
  }

  private func model() throws -> FamilyModel {
    let model = try FamilyModel("deepseek_v3")
    try model.reconfigure {
      $0["quantization_config"] = [
        "activation_scheme": "dynamic", "fmt": "e4m3", "quant_method": "fp8",
        "weight_block_size": [128, 128],
      ]
    }
    return model
  }

  @Test("logits are the bits of the numbers in binary32, and the memory is what was said")
  func bits() throws {
    let model = try model()
    try write(model, asNumbers: true)
    let expected = try model.session(machine).bits(reading: model.tokens)
    try write(model, asNumbers: false)
    let session = try model.session(machine)
    #expect(try session.bits(reading: model.tokens) == expected)
    let archive = try TensorArchive(model.folder)
    let configuration = try DecoderConfiguration(folder: model.folder)
    let need = try MemoryRequirement(
      configuration, of: archive, configuration.family.definition.conventions, context: 64)
    #expect(session.weights.byteCount == need.weights)
    // Scales of sixteen bits, as some publish them, that are such numbers.
    try write(model, asNumbers: true, scale: 0.34375)
    let rounded = try model.session(machine).bits(reading: model.tokens)
    try write(model, asNumbers: false, scaleFormat: .bfloat16, scale: 0.34375)
    #expect(try model.session(machine).bits(reading: model.tokens) == rounded)
  }

  @Test("scales that are missing, of another shape or not finite are refused by their name")
  func refused() throws {
    let model = try model()
    let name = "model.layers.1.self_attn.q_b_proj.weight_scale_inv"
    func refusal() -> CandorError? { failure { _ = try model.session(machine) } }
    try write(model, asNumbers: false, without: name)
    #expect(refusal()?.code == .mismatch && refusal()?.location?.field == name)
    for shape in [[1], [2, 1], [1, 1, 1], [0, 1]] {
      try write(model, asNumbers: false, scaleShape: shape)
      let error = refusal()
      #expect(error?.code == .mismatch && error?.location?.field?.hasSuffix("_scale_inv") == true)
    }
    for scale in [Float.nan, .infinity] {
      try write(model, asNumbers: false, scale: scale)
      let error = refusal()
      #expect(error?.code == .nonFinite && error?.location?.field?.hasSuffix("_scale_inv") == true)
      #expect(error?.location?.file?.hasSuffix("model.safetensors") == true)
    }
    for (field, value): (String, JSONValue) in [
      ("weight_block_size", [64, 128]), ("fmt", "e5m2"), ("quant_method", "awq"),
      ("weight_block_size", .null),
    ] {
      let other = try self.model()
      try other.reconfigure { object in
        var quantisation = try object.object("quantization_config")
        quantisation[field] = value
        object["quantization_config"] = .object(quantisation)
      }
      let error = failure { _ = try other.session(machine) }
      #expect(error?.code == .unsupported)
      #expect(error?.location?.field == "quantization_config.\(field)")
    }
  }
}
