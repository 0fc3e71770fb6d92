import CandorCore
import CandorCorpus
import CandorModels
import CandorRelease
import CandorTensors

/// A recipe brought to life: its documents, its trainer, and the means to run any segment of it.
/// `candor train` and `candor reproduce` are two uses of it.
public final class TrainingRun {
  public let recipe: Recipe
  public private(set) var data: TrainingData
  public let trainer: Trainer
  public let inputs: RunInputs
  private var pool: WorkerPool { trainer.decoder.arithmetic.pool }

  /// - Parameter workers: real workers that share the virtual ones; changes no bit.
  public init(
    _ recipe: Recipe, threads: Int, workers: Int = 1,
    instructionSet: InstructionSet? = nil
  ) throws {
    self.recipe = recipe
    trainer = try Trainer(
      recipe.model, optimiser: recipe.optimiser, schedule: recipe.schedule,
      rows: recipe.rowsPerVirtualWorker, checkpoints: recipe.gradientCheckpointing,
      instructionSet: instructionSet ?? .selected(), threads: threads, workers: workers)
    data = try TrainingData(recipe, pool: trainer.decoder.arithmetic.pool)
    inputs = RunInputs(
      numerics: Numerics.version, recipeDigest: recipe.digest, dataDigest: data.digest)
  }

  /// The state before the first step, a function of the seed alone.
  public func initialState() -> TrainingState {
    let state = TrainingState(trainer.decoder.layout)
    recipe.initialisation.fill(
      &state.parameters, layout: state.layout, seed: recipe.seed, pool: pool)
    return state
  }

  /// The digest of everything that is carried over to the next step.
  public func digest(_ state: TrainingState) throws -> StateDigest {
    try StateDigest(step: state.step, tensors: state.tensorDigests(pool: pool))
  }

  /// What a step or a validation tells whoever watches.
  public enum Event {
    case step(LedgerStep)
    case validation(LedgerValidation)
  }

  /// Runs the steps of segment `index` on `state`, which must be the one that segment starts from.
  ///
  /// - Throws: `interrupted` when Ctrl-C was pressed; what `Trainer.step` throws.
  public func run(
    segment index: Int, on state: TrainingState, _ watch: (Event) throws -> Void
  ) throws {
    let steps = recipe.steps(ofSegment: index)
    precondition(state.step == steps.lowerBound - 1)
    for step in steps {
      if Interruption.isRequested {
        throw CandorError(
          .interrupted, "interrupted before step \(step)",
          hint: "run the same command again to go on from the last checkpoint")
      }
      let (batches, samples) = try data.batches(step: step, recipe: recipe)
      let result = try trainer.step(state, batches: batches)
      try watch(
        .step(
          LedgerStep(
            step: step, learningRate: result.learningRate, loss: result.loss,
            gradientNorm: result.gradientNorm, tokens: result.tokens, samples: samples)))
      if step % recipe.validation.everySteps == 0 || step == recipe.steps,
        let validation = validate(state)
      {
        try watch(.validation(validation))
      }
    }
  }

  /// The mean loss on what is held out: each sequence's losses are summed, the sums are added in
  /// order in binary64, and one division and rounding follow.
  func validate(_ state: TrainingState) -> LedgerValidation? {
    var (total, tokens) = (0.0, 0)
    var documents = Set<Int>()
    for sequence in data.validationSequences {
      let batch = VirtualBatch(TokenBatch([sequence], of: data.validation))
      total += Double(trainer.loss(state, batch: batch))
      tokens += batch.targets.count
      documents.formUnion(sequence.segments.map(\.document))
    }
    guard tokens > 0 else { return nil }
    return LedgerValidation(
      step: state.step, loss: Float(total / Double(tokens)), tokens: tokens,
      bytes: documents.reduce(0) { $0 + data.validation.textByteCounts[$1] })
  }
}
