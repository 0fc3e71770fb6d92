import CandorCore
import CandorModels
import CandorTensors
import CandorTraining

/// Whole training steps (forward, backward, AdamW) on random tokens, in the shapes that
/// `scripts/bench-peers` measures PyTorch in.
struct TrainingBenchmark {
  let shape: String
  let threads: Int
  let virtualWorkers: Int
  let steps: Int

  private static let shapes: [String: (configuration: DecoderConfiguration, sequences: Int)] = [
    "1m": (
      DecoderConfiguration(
        vocabularySize: 4096, hiddenSize: 128, layers: 4, queryHeads: 4, keyValueHeads: 4,
        headSize: 32, feedForwardSize: 384, contextLength: 256, tiedEmbeddings: true), 16
    ),
    "10m": (
      DecoderConfiguration(
        vocabularySize: 8192, hiddenSize: 320, layers: 6, queryHeads: 5, keyValueHeads: 5,
        headSize: 64, feedForwardSize: 896, contextLength: 256, tiedEmbeddings: true), 8
    ),
    "135m": (
      DecoderConfiguration(
        vocabularySize: 49152, hiddenSize: 576, layers: 30, queryHeads: 9, keyValueHeads: 3,
        headSize: 64, feedForwardSize: 1536, contextLength: 256, tiedEmbeddings: true), 2
    ),
  ]

  func run() throws {
    guard let (configuration, sequences) = Self.shapes[shape], sequences % virtualWorkers == 0
    else { throw CandorError(.usage, "no shape `\(shape)` for \(virtualWorkers) virtual workers") }
    let rows = sequences * configuration.contextLength / virtualWorkers
    let trainer = try Trainer(
      configuration,
      optimiser: Optimiser(beta1: 0.9, beta2: 0.95, epsilon: 1e-8, weightDecay: 0.1, clip: 1),
      schedule: Schedule(
        kind: .wsd, steps: 1000, warmupSteps: 10, decaySteps: 100, learningRate: 3e-4,
        finalFraction: 0.1),
      rows: rows, checkpoints: false, instructionSet: .selected(), threads: threads)
    let state = TrainingState(trainer.decoder.layout)
    Initialisation(embeddingDeviation: 0.02, matrixDeviation: 0.02).fill(
      &state.parameters, layout: trainer.decoder.layout, seed: 1,
      pool: trainer.decoder.arithmetic.pool)
    let batches = batches(configuration, rows: rows)
    var loss: Float = 0
    let step = try Measurement(warmUp: shape == "135m" ? 1 : 2, repeats: steps) {
      loss = try trainer.step(state, batches: batches).loss
    }
    let tokens = Double(rows * virtualWorkers)
    Measurement.report([
      ("what", "train"), ("shape", .string(shape)), ("threads", .integer(Int64(threads))),
      ("virtualWorkers", .integer(Int64(virtualWorkers))),
      ("isa", .string(trainer.decoder.arithmetic.instructionSet.rawValue)),
      ("tokensPerSecond", Measurement.rounded(tokens / step.median)),
      ("secondsPerStep", Measurement.rounded(step.median)),
      ("peakMegabytes", Measurement.peakMegabytes),
      ("parameters", .integer(Int64(trainer.decoder.layout.parameterCount))),
      ("loss", Measurement.rounded(Double(loss))),
    ])
  }

  private func batches(_ configuration: DecoderConfiguration, rows: Int) -> [VirtualBatch] {
    let random = RandomStream(seed: 5, purpose: .generator)
    var drawn: UInt32 = 0
    func token() -> Int32 {
      drawn += 1
      return Int32(random.integer(drawn, below: UInt64(configuration.vocabularySize)))
    }
    return (0..<virtualWorkers).map { _ in
      let ids = (0...rows).map { _ in token() }
      return VirtualBatch(
        inputs: Array(ids.dropLast()), targets: Array(ids.dropFirst()),
        windowLengths: Array(
          repeating: configuration.contextLength, count: rows / configuration.contextLength))
    }
  }
}
