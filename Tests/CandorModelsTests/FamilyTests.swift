import CandorCore
import CandorTensors
import SystemPackage
import Testing

@testable import CandorModels

@Suite("Every family computes what transformers computes, and always the same bits")
struct FamilyTests {
  @Test("logits are within 2e-5 of the largest", arguments: FamilyModel.names)
  func golden(name: String) throws {
    let model = try FamilyModel(name)
    let bits = try model.session(Arithmetic(threads: 2)).bits(reading: model.tokens)
    #expect(bits.count == model.logits.count)
    let largest = model.logits.reduce(0) { max($0, abs($1)) }
    let worst = zip(bits, model.logits).reduce(Float(0)) {
      max($0, abs(Float(bitPattern: $1.0) - $1.1))
    }
    #expect(worst <= 2e-5 * largest, "\(worst / largest)")
  }

  @Test("chunks, threads and instruction sets change no bit", arguments: FamilyModel.names)
  func sameBits(name: String) throws {
    let model = try FamilyModel(name)
    let expected = try model.session(Arithmetic(threads: 1)).bits(reading: model.tokens)
    let best = try InstructionSet.selected()
    let ways = InstructionSet.available.map { ($0, 3, 128) }
    for (instructionSet, threads, chunk) in ways + [(best, 1, 7), (best, 2, 1), (best, 2, 16)] {
      let arithmetic = try Arithmetic(instructionSet, pool: WorkerPool(threads: threads))
      let bits = try model.session(arithmetic, chunk: chunk).bits(reading: model.tokens)
      #expect(bits == expected, "\(instructionSet), \(threads) threads, chunks of \(chunk)")
    }
  }

  @Test(
    "neighbours in a batch and what the cache held before change no bit",
    arguments: FamilyModel.names)
  func neighbours(name: String) throws {
    let model = try FamilyModel(name)
    let (decoder, weights) = try model.open(Arithmetic(threads: 2))
    func session() throws -> DecoderSession {
      try DecoderSession(decoder, weights: weights, chunk: 24)
    }
    let texts = [
      Array(model.tokens[..<21]), Array(model.tokens[5..<6]), Array(model.tokens[9...].reversed()),
    ]
    let expected = try texts.map { text in
      let alone = try session()
      try alone.read(text)
      return alone.lastBits
    }
    let together = try texts.map { _ in try session() }
    // The first one has read something else before.
    try together[0].read(Array(model.tokens[10..<30]))
    together[0].rewind(to: 0)
    try DecoderSession.readTogether(
      zip(together, texts).map { ($0, Array($1.dropLast())) })
    try DecoderSession.readTogether(zip(together, texts).map { ($0, Array($1.suffix(1))) })
    #expect(together.map(\.lastBits) == expected)
    #expect(together.map(\.tokens) == texts)
    // Guessed ahead, with one wrong token in four.
    let guessed = try session()
    for (index, token) in texts[0].enumerated() {
      try guessed.read(token) { texts[0][(index + 1)...].prefix(3) + [token] }
    }
    #expect(guessed.lastBits == expected[0])
  }

  @Test(
    "weights of sixteen bits give the bits of the same numbers in binary32",
    arguments: ["llama", "gemma3", "deepseek_v3"])
  func bfloat16(name: String) throws {
    let arithmetic = try Arithmetic(threads: 2)
    let half = try FamilyModel(name, .bfloat16)
    let full = try FamilyModel(name, .float32, roundedTo: .bfloat16)
    let session = try half.session(arithmetic)
    let bits = try session.bits(reading: half.tokens)
    #expect(bits == (try full.session(arithmetic).bits(reading: half.tokens)))
    #expect(session.weights.byteCount < (try full.session(arithmetic).weights.byteCount))
  }

  @Test("an index and its files must belong together")
  func shards() throws {
    let model = try FamilyModel("qwen2")
    let index = model.folder.appending("model.safetensors.index.json")
    guard case .object(var object) = try JSONValue.load(index) else { return }
    let map = try object.object("weight_map")
    let name = "model.norm.weight"
    func refusal(_ change: (inout JSONObject) -> Void) throws -> CandorError? {
      var changed = map
      change(&changed)
      object["weight_map"] = .object(changed)
      try AtomicFile.write(JSONValue.object(object).pretty(), to: index)
      return failure { _ = try model.session(Arithmetic(threads: 1)) }
    }
    #expect(try refusal { _ in } == nil)
    #expect(try refusal { $0[name] = "../model.safetensors" }?.code == .malformed)
    #expect(try refusal { $0[name] = "other.safetensors" }?.code == .notFound)
    #expect(try refusal { $0[name] = nil }?.location?.field == name)
    let moved = try refusal { $0["nothing"] = $0[name] }
    #expect(moved?.code == .mismatch && moved?.location?.field == "nothing")
  }
}
