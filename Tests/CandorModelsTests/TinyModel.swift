import CandorCore
import CandorTensors
import CandorText
import SystemPackage

@testable import CandorModels

/// A release folder with a small random model, removed when the test lets go of it.
final class TinyModel {
  let folder: FilePath
  let configuration: DecoderConfiguration
  let tokenizer: Tokenizer

  /// - Parameter silentLayer: a layer that adds nothing to the stream.
  init(contextLength: Int = 48, tiedEmbeddings: Bool = false, silentLayer: Int? = nil) throws {
    folder = FilePath("/tmp/candor-models-\(UInt64.random(in: 0 ... .max))")
    try FileSystem.createDirectory(folder)
    tokenizer = try Tokenizer(words: [" the", " key", " garden", "."])
    configuration = DecoderConfiguration(
      vocabularySize: tokenizer.vocabularySize, hiddenSize: 32, layers: 2, queryHeads: 4,
      keyValueHeads: 2, headSize: 8, feedForwardSize: 48, contextLength: contextLength,
      tiedEmbeddings: tiedEmbeddings)
    try tokenizer.save(folder: folder, contextLength: contextLength)
    try DecoderParameters.write(
      Self.numbers(layout, silentLayer: silentLayer), layout: layout,
      to: self[DecoderParameters.fileName])
    try AtomicFile.write(
      try configuration.huggingFace(
        beginOfText: tokenizer.beginOfText, endOfText: tokenizer.endOfText
      ).pretty(), to: self[DecoderConfiguration.fileName])
  }

  deinit { try? FileSystem.remove(folder) }

  subscript(name: String) -> FilePath { folder.appending(name) }

  var layout: ParameterLayout { ParameterLayout(configuration) }

  func open(threads: Int = 1) throws -> LanguageModel {
    try LanguageModel(folder: folder, arithmetic: Arithmetic(threads: threads))
  }

  /// Writes `config.json` again with one field changed, or removed.
  func setField(_ key: String, to value: JSONValue?) throws {
    guard case .object(var object) = try JSONValue.load(self[DecoderConfiguration.fileName])
    else { return }
    object[key] = value
    try AtomicFile.write(JSONValue.object(object).pretty(), to: self[DecoderConfiguration.fileName])
  }

  /// Uniform in [−1/2, 1/2); norm weights are 1.
  static func numbers(
    _ layout: ParameterLayout, silentLayer: Int? = nil
  ) -> Buffer<Float> {
    let random = RandomStream(seed: 5, purpose: .generator)
    var values = Buffer<Float>(count: layout.extent, repeating: 0)
    var span = values.mutableSpan
    for slot in layout.slots {
      let isSilent = silentLayer.map { layer in
        slot.name.contains("layers.\(layer).")
          && (slot.name.contains("o_proj") || slot.name.contains("down_proj"))
      }
      for index in slot.range where isSilent != true {
        span[index] = slot.isMatrix ? random.uniform(UInt32(index)) - 0.5 : 1
      }
    }
    return values
  }
}
