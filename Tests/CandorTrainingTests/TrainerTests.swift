import CandorCore
import CandorModels
import CandorTensors
import CandorTraining
import Testing

@Suite("Training steps do not depend on how they are carried out")
struct TrainerTests {
  static let configuration = DecoderConfiguration(
    vocabularySize: 40, hiddenSize: 24, layers: 2, queryHeads: 4, keyValueHeads: 2, headSize: 6,
    feedForwardSize: 36, contextLength: 32, tiedEmbeddings: true)
  static let optimiser = Optimiser(
    beta1: 0.9, beta2: 0.95, epsilon: 1e-8, weightDecay: 0.1, clip: 1)
  static let schedule = Schedule(
    kind: .cosine, steps: 4, warmupSteps: 2, decaySteps: 0, learningRate: 1e-2, finalFraction: 0.1)

  /// G virtual workers of different sizes, one of them empty where there are several.
  private func batches(_ workers: Int, step: Int) -> [VirtualBatch] {
    (0..<workers).map { worker in
      if workers > 2 && worker == step % workers {
        return VirtualBatch(inputs: [], targets: [], windowLengths: [])
      }
      let random = RandomStream(
        seed: 5, purpose: .generator, stream: UInt32(worker), step: UInt32(step))
      let lengths = [17 + worker, 1, 20]
      let tokens = (0...lengths.reduce(0, +)).map {
        Int32(random.integer(UInt32($0), below: 40))
      }
      return VirtualBatch(
        inputs: Array(tokens.dropLast()), targets: Array(tokens.dropFirst()), windowLengths: lengths
      )
    }
  }

  private func state(_ pool: WorkerPool) -> TrainingState {
    let state = TrainingState(ParameterLayout(Self.configuration))
    Initialisation(embeddingDeviation: 0.2, matrixDeviation: nil).fill(
      &state.parameters, layout: state.layout, seed: 11, pool: pool)
    return state
  }

  private struct Outcome: Equatable {
    var steps: [StepResult] = []
    var numbers: [UInt32] = []
  }

  private func train(
    virtual: Int, _ set: InstructionSet? = nil, threads: Int = 1, workers: Int = 1,
    checkpoints: Bool = false
  ) throws -> Outcome {
    let trainer = try Trainer(
      Self.configuration, optimiser: Self.optimiser, schedule: Self.schedule, rows: 64,
      checkpoints: checkpoints, instructionSet: set ?? .selected(), threads: threads,
      workers: workers)
    let state = try state(WorkerPool(threads: threads))
    var outcome = Outcome()
    for step in 0..<4 {
      outcome.steps.append(try trainer.step(state, batches: batches(virtual, step: step)))
    }
    outcome.numbers =
      bits(array(state.parameters)) + bits(array(state.firstMoment))
      + bits(array(state.secondMoment))
    return outcome
  }

  @Test("threads change no bit", arguments: [2, 3, 7])
  func threads(count: Int) throws {
    #expect(try train(virtual: 2, threads: count) == train(virtual: 2))
  }

  @Test("real workers change no bit", arguments: [3, 4, 5], [1, 2, 3, 4])
  func workers(virtual: Int, workers: Int) throws {
    let expected = try train(virtual: virtual)
    #expect(try train(virtual: virtual, threads: 4, workers: workers) == expected)
  }

  @Test("instruction sets change no bit", arguments: InstructionSet.available)
  func instructionSets(set: InstructionSet) throws {
    #expect(try train(virtual: 2, set, threads: 2) == train(virtual: 2))
  }

  @Test("checkpoints change no bit")
  func checkpoints() throws {
    #expect(try train(virtual: 3, threads: 2, checkpoints: true) == train(virtual: 3))
  }

  @Test("steps lower the loss, and another grouping is another sum")
  func steps() throws {
    let outcome = try train(virtual: 4)
    #expect(outcome.steps.map(\.step) == [0, 1, 2, 3])
    #expect(outcome.steps.allSatisfy { $0.tokens > 0 && $0.gradientNorm > 0 })
    #expect(outcome != (try train(virtual: 3)))
  }

  @Test("a poisoned parameter stops the step, by name, and changes nothing")
  func nonFinite() throws {
    for poison: Float in [.nan, .infinity] {
      let trainer = try Trainer(
        Self.configuration, optimiser: Self.optimiser, schedule: Self.schedule, rows: 64,
        checkpoints: false, instructionSet: .selected(), threads: 2)
      let state = try state(WorkerPool(threads: 1))
      _ = try trainer.step(state, batches: batches(2, step: 0))
      set([poison], at: state.layout.layers[1].down.offset, in: &state.parameters)
      let before =
        [
          bits(array(state.parameters)), bits(array(state.firstMoment)),
          bits(array(state.secondMoment)),
        ]
      do {
        _ = try trainer.step(state, batches: batches(2, step: 1))
        Issue.record("a step on \(poison) went through")
      } catch let error as CandorError {
        #expect(error.code == .nonFinite && error.message.contains("step 2"), "\(error)")
        let field = try #require(error.location?.field)
        #expect(state.layout.slots.contains { $0.name == field } && error.message.contains(field))
      }
      #expect(state.step == 1)
      let after =
        [
          bits(array(state.parameters)), bits(array(state.firstMoment)),
          bits(array(state.secondMoment)),
        ]
      #expect(after == before)
      // What the failed step left behind in the trainer's memory must not leak into a sound one.
      let sound = try self.state(WorkerPool(threads: 1))
      let result = try trainer.step(sound, batches: batches(2, step: 0))
      #expect(result.loss.isFinite && result.gradientNorm.isFinite)
    }
  }
}
