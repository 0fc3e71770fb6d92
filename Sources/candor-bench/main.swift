import CandorCore
import CandorModels
import CandorTensors
import CandorTraining

let shapes: [String: (DecoderConfiguration, Int, Int)] = [
  "1m": (DecoderConfiguration(vocabularySize: 4096, hiddenSize: 128, layers: 4, queryHeads: 4, keyValueHeads: 4, headSize: 32, feedForwardSize: 384, contextLength: 256, tiedEmbeddings: true), 16, 256),
  "10m": (DecoderConfiguration(vocabularySize: 8192, hiddenSize: 320, layers: 6, queryHeads: 5, keyValueHeads: 5, headSize: 64, feedForwardSize: 896, contextLength: 256, tiedEmbeddings: true), 8, 256),
  "135m": (DecoderConfiguration(vocabularySize: 49152, hiddenSize: 576, layers: 30, queryHeads: 9, keyValueHeads: 3, headSize: 64, feedForwardSize: 1536, contextLength: 256, tiedEmbeddings: true), 2, 256),
]
let name = CommandLine.arguments[1]
let threads = Int(CommandLine.arguments[2])!
let groups = Int(CommandLine.arguments[3])!
let steps = Int(CommandLine.arguments[4])!
let (c, sequences, length) = shapes[name]!
let isa = try InstructionSet.selected()
let trainer = try Trainer(c, optimiser: Optimiser(beta1: 0.9, beta2: 0.95, epsilon: 1e-8, weightDecay: 0.1, clip: 1), schedule: Schedule(kind: .wsd, steps: 1000, warmupSteps: 10, decaySteps: 100, learningRate: 3e-4, finalFraction: 0.1), rows: sequences * length / groups, checkpoints: false, instructionSet: isa, threads: threads)
let state = TrainingState(trainer.decoder.layout)
print("parameters", trainer.decoder.layout.parameterCount, isa)
Initialisation(embeddingDeviation: 0.02, matrixDeviation: 0.02).fill(&state.parameters, layout: trainer.decoder.layout, seed: 1, pool: trainer.decoder.arithmetic.pool)
let random = RandomStream(seed: 5, purpose: .generator)
var n: UInt32 = 0
let batches = (0..<groups).map { _ in
  let rows = sequences * length / groups
  let ids = (0...rows).map { _ in n += 1; return Int32(random.integer(n, below: UInt64(c.vocabularySize))) }
  return VirtualBatch(inputs: Array(ids.dropLast()), targets: Array(ids.dropFirst()), windowLengths: Array(repeating: length, count: rows / length))
}
let clock = ContinuousClock()
for _ in 0..<steps {
  let t = clock.now
  let r = try trainer.step(state, batches: batches)
  let d = clock.now - t
  let seconds = Double(d.components.seconds) + Double(d.components.attoseconds) * 1e-18
  print(r.step, r.loss, r.gradientNorm, String(Int(Double(r.tokens) / seconds)), "tok/s")
}
