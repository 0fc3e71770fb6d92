import CandorCore
import CandorTensors
import SystemPackage
import Testing

@testable import CandorModels

@Suite("Layers that see the last positions only")
struct ReachTests {
  private let tokens = (0..<300).map { Int32(($0 * 7 + $0 / 5) % 40) }

  /// Gemma's small model, five of whose six layers see nine positions, with a longer context.
  private func open() throws -> (folder: FamilyModel, decoder: Decoder, weights: PackedWeights) {
    let model = try FamilyModel("gemma3")
    let path = model.folder.appending(DecoderConfiguration.fileName)
    guard case .object(var object) = try JSONValue.load(path) else {
      throw CandorError(.malformed, "not an object")
    }
    object["max_position_embeddings"] = 400
    try AtomicFile.write(JSONValue.object(object).pretty(), to: path)
    let (decoder, weights) = try model.open(Arithmetic(threads: 2))
    return (model, decoder, weights)
  }

  @Test("letting go of what no position sees changes no bit", arguments: [1, 7, 64])
  func equalBits(chunk: Int) throws {
    let (_, decoder, weights) = try open()
    // A chunk as long as the text keeps all of it.
    let whole = try DecoderSession(decoder, weights: weights, chunk: 400).bits(reading: tokens)
    let session = try DecoderSession(decoder, weights: weights, chunk: chunk)
    #expect(try session.bits(reading: tokens) == whole)
    #expect(session.keptRows(of: decoder.configuration.cachedTensors[0]) < tokens.count)
  }

  @Test("the last tokens can be taken back; farther, all of them are")
  func rewinding() throws {
    let (_, decoder, weights) = try open()
    let session = try DecoderSession(decoder, weights: weights, chunk: 7)
    let bits = try session.bits(reading: tokens)
    let vocabulary = decoder.configuration.vocabularySize
    for (target, left) in [(172, 172), (20, 0)] {
      #expect(session.rewind(to: target) == left)
      #expect(session.tokens == Array(tokens[..<left]))
      let rest = try session.bits(reading: Array(tokens[left...]))
      #expect(rest == Array(bits[(left * vocabulary)...]))
    }
  }

  @Test("what is taken is what was said, and less than all positions would take")
  func memory() throws {
    let (_, decoder, _) = try open()
    let configuration = decoder.configuration
    let need = try MemoryRequirement(configuration, context: 300, chunk: 7) { _ in
      .dense(.float32)
    }
    let cache = KeyValueCache(configuration, capacity: 300)
    try cache.reserve(300, atOnce: 7)
    #expect(cache.byteCount == need.cache)
    #expect(need.cache < 4 * configuration.layers * 2 * configuration.attention.keyWidth * 300)
  }

  @Test("a prompt cache holds what is kept, and gives the same bits")
  func promptCache() throws {
    let (folder, decoder, weights) = try open()
    let path = folder.folder.appending("cache")
    let digest = Digest(of: "model")
    let session = try DecoderSession(decoder, weights: weights, chunk: 7)
    try session.read(tokens)
    try PromptCache(path, of: decoder, model: digest).save(session)
    let kept = try TensorArchive(path).entries.filter { $0.shape.count == 2 }.map { $0.shape[0] }
    #expect(kept.contains(300) && kept.contains { $0 < 300 })

    for chunk in [1, 64, 400] {
      let restored = try DecoderSession(decoder, weights: weights, chunk: chunk)
      try PromptCache(path, of: decoder, model: digest).restore(restored)
      #expect(restored.tokens == tokens)
      let fresh = try DecoderSession(decoder, weights: weights, chunk: chunk)
      try fresh.read(tokens)
      let more = Array(tokens.prefix(60).reversed())
      #expect(try restored.bits(reading: more) == fresh.bits(reading: more))
    }
    let small = try DecoderSession(decoder, weights: weights, capacity: 200)
    try PromptCache(path, of: decoder, model: digest).restore(small)
    #expect(small.tokens.isEmpty)
  }
}
