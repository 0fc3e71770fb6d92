import CandorCore
import CandorTensors
import SystemPackage

@testable import CandorModels

/// A small model of one family whose logits transformers computed (Tests/Oracles/families.py). Its
/// weights are drawn and written to a folder in two files, which is removed with it.
final class FamilyModel {
  static let names = [
    "llama", "llama_linear", "mistral", "qwen2", "qwen3", "olmo2", "olmo3", "smollm3", "gemma3",
    "deepseek_v3",
  ]

  let folder: FilePath
  let tokens: [Int32]
  /// Of every token, row after row.
  let logits: [Float]

  struct Drawing {
    let name: String
    let shape: [Int]
    let scale: Float
    let offset: Float
  }

  init(_ name: String, _ type: TensorFormat = .float32, roundedTo rounding: TensorFormat? = nil)
    throws
  {
    let fixtures = FilePath(#filePath).removingLastComponent().removingLastComponent()
    let path = fixtures.pushing(FilePath("Fixtures/families/\(name).json"))
    guard case .object(let object) = try JSONValue.load(path, limit: 1 << 20) else {
      throw CandorError(.malformed, "not an object")
    }
    folder = FilePath("/tmp/candor-family-\(UInt64.random(in: 0 ... .max))")
    tokens = try object.array("tokens").map { Int32($0.number) }
    logits = try object.array("logits").flatMap(\.items).map { Float($0.number) }
    try FileSystem.createDirectory(folder)
    try AtomicFile.write(
      JSONValue.object(object.object("config")).pretty(),
      to: folder.appending(DecoderConfiguration.fileName))
    let drawings = try object.array("tensors").map { entry in
      Drawing(
        name: entry.items[0].text, shape: entry.items[1].items.map { Int($0.number) },
        scale: Float(entry.items[2].number), offset: Float(entry.items[3].number))
    }
    try write(Array(drawings.enumerated()), type, rounding ?? type)
  }

  deinit { try? FileSystem.remove(folder) }

  private func write(
    _ drawings: [(offset: Int, element: Drawing)], _ type: TensorFormat, _ rounding: TensorFormat
  ) throws {
    var map = JSONObject()
    for part in 0..<2 {
      let file = "model-0000\(part + 1)-of-00002.safetensors"
      let mine = drawings.filter { $0.offset % 2 == part }
        .sorted { $0.element.name.utf8.lexicographicallyPrecedes($1.element.name.utf8) }
      var writer = try TensorArchiveWriter(
        to: folder.appending(file),
        tensors: mine.map { .init($0.element.name, type, $0.element.shape) })
      for (stream, drawing) in mine {
        map[drawing.name] = .string(file)
        let numbers = bytes(drawing, UInt32(stream), type, rounding)
        try writer.append(drawing.name, numbers.rawBytes)
      }
      try writer.commit()
    }
    try AtomicFile.write(
      JSONValue.object(["weight_map": .object(map)]).pretty(),
      to: folder.appending("model.safetensors.index.json"))
  }

  private func bytes(
    _ drawing: Drawing, _ stream: UInt32, _ type: TensorFormat, _ rounding: TensorFormat
  ) -> [UInt8] {
    let random = RandomStream(seed: 7, purpose: .generator, stream: stream)
    return (0..<drawing.shape.reduce(1, *)).flatMap { index -> [UInt8] in
      var value = drawing.scale * (random.uniform(UInt32(index)) - 0.5) + drawing.offset
      // Cut off, so that the number is the same in both types.
      if rounding == .bfloat16 { value = Float(bitPattern: value.bitPattern & 0xffff_0000) }
      let bits = value.bitPattern
      let all = [0, 8, 16, 24].map { UInt8(truncatingIfNeeded: bits >> $0) }
      return type == .bfloat16 ? Array(all[2...]) : all
    }
  }

  /// Changes the configuration of the model.
  func reconfigure(_ change: (inout JSONObject) throws -> Void) throws {
    let path = folder.appending(DecoderConfiguration.fileName)
    guard case .object(var object) = try JSONValue.load(path) else { return }
    try change(&object)
    try AtomicFile.write(JSONValue.object(object).pretty(), to: path)
  }

  /// Changes what GGUF files cannot say, and no published model has, to what they can.
  func makeSayable() throws {
    try reconfigure { object in
      switch object["model_type"] {
      case "llama"?:
        var rotary = try object.object("rope_parameters")
        guard rotary["rope_type"] == "llama3" else { return }
        rotary["original_max_position_embeddings"] = 8192
        object["rope_parameters"] = .object(rotary)
      case "deepseek_v3"?:
        // YaRN's magnitude in equal shares.
        var rotary = try object.object("rope_parameters")
        (rotary["mscale"], rotary["mscale_all_dim"]) = (0.7, 0.7)
        object["rope_parameters"] = .object(rotary)
      case "gemma3_text"?: object["query_pre_attn_scalar"] = object["head_dim"]
      default: break
      }
    }
  }

  func open(_ arithmetic: Arithmetic) throws -> (Decoder, PackedWeights) {
    let configuration = try DecoderConfiguration(folder: folder)
    let weights = try WeightLoader(TensorArchive(folder), configuration, arithmetic).load()
    return (Decoder(configuration, arithmetic: arithmetic), weights)
  }

  func session(_ arithmetic: Arithmetic, chunk: Int = 128) throws -> DecoderSession {
    let (decoder, weights) = try open(arithmetic)
    return try DecoderSession(decoder, weights: weights, chunk: chunk)
  }
}

extension JSONValue {
  fileprivate var items: [JSONValue] { if case .array(let items) = self { items } else { [] } }
  fileprivate var text: String { if case .string(let text) = self { text } else { "" } }
  fileprivate var number: Double {
    switch self {
    case .integer(let value): Double(value)
    case .double(let value): value
    default: .nan
    }
  }
}
