import CandorCore
import CandorModels
import CandorTensors
import CandorTraining
import Testing

@Suite("Losses, logits and gradients agree with PyTorch")
struct DecoderGradientTests {
  @Test("within binary32's error of the binary64 reference", arguments: ["a", "b", "c"])
  func golden(name: String) throws {
    let golden = try GoldenDecoder(name)
    let decoder = Decoder(golden.configuration, arithmetic: try Arithmetic(threads: 2))
    let result = golden.run(
      decoder,
      GradientWorkspace(golden.configuration, rows: golden.tokens.count, checkpoints: false))
    let loss = try golden.values("loss", [1])[0]
    #expect(abs(result.loss - loss) <= 1e-6 * loss)

    let logits = try golden.values(
      "logits", [golden.tokens.count, golden.configuration.vocabularySize])
    let worst = zip(golden.logits(decoder), logits).reduce(0) { max($0, abs($1.0 - $1.1)) }
    #expect(worst <= 5e-5)

    for slot in decoder.layout.slots {
      let expected = try golden.values("gradient." + slot.name, slot.shape)
      let largest = expected.reduce(0) { max($0, abs($1)) }
      let worst = zip(result.gradients[slot.range], expected).reduce(0) {
        max($0, abs($1.0 - $1.1))
      }
      #expect(worst <= 2e-5 * largest, "\(slot.name): \(worst / largest)")
    }
  }

  @Test(
    "checkpoints, rows of logits, threads and instruction sets change no bit",
    arguments: ["a", "b", "c"])
  func sameBits(name: String) throws {
    let golden = try GoldenDecoder(name)
    let rows = golden.tokens.count
    let first = try Decoder(
      golden.configuration, arithmetic: Arithmetic(.generic, pool: WorkerPool(threads: 1)))
    let expected = golden.run(
      first, GradientWorkspace(golden.configuration, rows: rows, checkpoints: false))
    for threads in [1, 2, 3, 7] {
      let pool = try WorkerPool(threads: threads)
      for set in InstructionSet.available where set != .generic || threads == 2 {
        let decoder = try Decoder(golden.configuration, arithmetic: Arithmetic(set, pool: pool))
        for (checkpoints, logitRows) in [(false, rows), (true, rows), (false, 1), (true, 13)] {
          let workspace = GradientWorkspace(
            golden.configuration, rows: rows, checkpoints: checkpoints, logitRows: logitRows)
          let result = golden.run(decoder, workspace)
          let note = "\(set), \(threads) threads, checkpoints \(checkpoints), \(logitRows) rows"
          #expect(result.loss.bitPattern == expected.loss.bitPattern, "\(note)")
          #expect(bits(result.gradients) == bits(expected.gradients), "\(note)")
          #expect(golden.loss(decoder, workspace).bitPattern == expected.loss.bitPattern, "\(note)")
        }
      }
    }
  }

  @Test("a prompt read at once, in chunks and token by token gives the same logits")
  func cachedPositions() throws {
    let golden = try GoldenDecoder("c")
    let decoder = Decoder(golden.configuration, arithmetic: try Arithmetic(threads: 2))
    let count = golden.segments[0]
    let expected = golden.logits(decoder)[..<(count * golden.configuration.vocabularySize)]
    for chunk in [1, 2, 16, 31, 64] {
      let workspace = DecoderWorkspace(golden.configuration, rows: chunk, keeping: .result)
      let cache = KeyValueCache(golden.configuration, capacity: count)
      try cache.reserve(count)
      var logits: [Float] = []
      for start in stride(from: 0, to: count, by: chunk) {
        let tokens = Array(golden.tokens[start..<min(start + chunk, count)])
        logits += golden.logits(
          decoder, DecoderBatch(continuing: [(tokens, start)]), workspace, caches: [cache])
      }
      #expect(bits(logits) == bits(Array(expected)), "chunks of \(chunk)")
    }
  }
}
