import CandorCore
import CandorModels
import CandorTensors

/// The tokens of one virtual worker in one step.
public struct VirtualBatch: Sendable {
  public let inputs: [Int32]
  public let targets: [Int32]
  /// Rows of each attention window, in order.
  public let windowLengths: [Int]

  public init(inputs: [Int32], targets: [Int32], windowLengths: [Int]) {
    self.inputs = inputs
    self.targets = targets
    self.windowLengths = windowLengths
  }
}

/// What one step did, as the ledger records it.
public struct StepResult: Sendable, Hashable {
  /// Counted from zero.
  public let step: Int
  public let learningRate: Float
  /// Mean loss of the step's tokens in nats.
  public let loss: Float
  /// Norm of the mean gradient, before clipping.
  public let gradientNorm: Float
  public let tokens: Int
}

/// Takes optimiser steps. The recipe fixes G virtual workers; `workers` real ones, each with its
/// share of the threads, divide them among themselves, and neither number changes a bit.
public final class Trainer {
  public let decoder: Decoder
  public let optimiser: Optimiser
  public let schedule: Schedule
  private let crew: [GradientWorker]
  private let crewPool: WorkerPool

  /// - Parameters:
  ///   - rows: the most rows a virtual worker may have.
  ///   - checkpoints: compute layer states again on the way back instead of keeping them.
  public init(
    _ configuration: DecoderConfiguration, optimiser: Optimiser, schedule: Schedule, rows: Int,
    checkpoints: Bool, instructionSet: InstructionSet, threads: Int, workers: Int = 1
  ) throws {
    guard workers >= 1, threads >= 1 else {
      throw CandorError(.usage, "a run needs at least one thread and one worker")
    }
    self.optimiser = optimiser
    self.schedule = schedule
    decoder = try Decoder(
      configuration,
      arithmetic: Arithmetic(instructionSet, pool: WorkerPool(threads: threads)))
    let first = decoder
    crew = try (0..<workers).map { index in
      let decoder =
        workers == 1
        ? first
        : try Decoder(
          configuration,
          arithmetic: Arithmetic(
            instructionSet, pool: WorkerPool(threads: max(1, threads / workers))))
      return GradientWorker(decoder, rows: rows, checkpoints: checkpoints)
    }
    crewPool = try WorkerPool(threads: workers)
  }

  /// One step on the global batch that `batches` make up, one for each virtual worker.
  ///
  /// - Throws: `nonFinite`, naming step and tensor, before anything is changed.
  public func step(_ state: TrainingState, batches: [VirtualBatch]) throws -> StepResult {
    let number = state.step
    let tokens = batches.reduce(0) { $0 + $1.targets.count }
    precondition(tokens > 0, "a step without tokens")
    let (gradients, total) = gradients(of: batches, parameters: state.parameters)
    defer { crew[0].free.append(gradients) }
    let loss = total / Float(tokens)
    let norm = optimiser.norm(
      gradients.values, layout: decoder.layout, tokens: tokens, arithmetic: decoder.arithmetic)
    guard loss.isFinite, norm.isFinite else {
      throw nonFinite(step: number + 1, loss: loss, gradients: gradients)
    }
    let learningRate = schedule.learningRate(step: number)
    optimiser.step(
      state, gradients: gradients.values, tokens: tokens, norm: norm,
      learningRate: learningRate, arithmetic: decoder.arithmetic)
    return StepResult(
      step: number, learningRate: learningRate, loss: loss, gradientNorm: norm, tokens: tokens)
  }

  /// Sums the gradients and losses of all virtual workers, dealt out to the real ones.
  private func gradients(
    of batches: [VirtualBatch], parameters: borrowing Buffer<Float>
  ) -> (gradients: Gradients, loss: Float) {
    let parameters = parameters.span
    crewPool.run(crew.count) { worker in
      let leaves = batches.count
      let share = (leaves * worker / crew.count)..<(leaves * (worker + 1) / crew.count)
      crew[worker].sum(share, of: batches, parameters: parameters)
    }
    var tree = crew[0].tree
    for worker in crew.dropFirst() {
      worker.free += tree.merge(worker.tree, arithmetic: decoder.arithmetic)
    }
    return tree.takeRoot()
  }

  /// The sum of `batch`'s token losses in nats.
  public func loss(_ state: TrainingState, batch: VirtualBatch) -> Float {
    crew[0].loss(batch, parameters: state.parameters)
  }

  /// - Parameter step: counted from one, as people and the ledger do.
  private func nonFinite(step: Int, loss: Float, gradients: Gradients) -> CandorError {
    let tensor = firstNonFinite(in: gradients.values)
    return CandorError(
      .nonFinite,
      tensor.map { "the gradient of `\($0.name)` is not finite at step \(step)" }
        ?? "the loss is \(loss) at step \(step)",
      hint: "a lower learning rate, a longer warm-up or stronger clipping may help",
      at: .init(field: tensor?.name))
  }
}

extension Trainer {
  private func firstNonFinite(in values: borrowing Buffer<Float>) -> ParameterLayout.Slot? {
    let values = values.span
    return decoder.layout.slots.first { slot in slot.range.contains { !values[$0].isFinite } }
  }
}

/// One real worker: its threads, its memory, and the gradients it has to spare.
final class GradientWorker {
  let decoder: Decoder
  private let workspace: GradientWorkspace
  var free: [Gradients] = []
  private(set) var tree = GradientTree(leaves: 0)

  init(_ decoder: Decoder, rows: Int, checkpoints: Bool) {
    self.decoder = decoder
    workspace = GradientWorkspace(decoder.configuration, rows: rows, checkpoints: checkpoints)
  }

  /// Computes the gradients of a share of the virtual workers and adds up what can be added.
  func sum(_ share: Range<Int>, of batches: [VirtualBatch], parameters: Span<Float>) {
    tree = GradientTree(leaves: batches.count)
    for leaf in share {
      let gradients = free.popLast() ?? Gradients(extent: decoder.layout.extent)
      decoder.arithmetic.clear(count: decoder.layout.extent, &gradients.values)
      let batch = batches[leaf]
      var loss: Float = 0
      if !batch.inputs.isEmpty {
        loss = decoder.forwardBackward(
          DecoderBatch(tokens: batch.inputs, windowLengths: batch.windowLengths),
          targets: batch.targets, parameters: parameters, gradients: &gradients.values,
          workspace: workspace)
      }
      free += tree.insert(leaf: leaf, gradients, loss: loss, arithmetic: decoder.arithmetic)
    }
  }

  func loss(_ batch: VirtualBatch, parameters: borrowing Buffer<Float>) -> Float {
    decoder.loss(
      DecoderBatch(tokens: batch.inputs, windowLengths: batch.windowLengths),
      targets: batch.targets, parameters: parameters.span, workspace: workspace)
  }
}
