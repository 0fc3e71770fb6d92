import CCandorKernels
import CandorCore

/// How the experts of a row are chosen, and what each counts.
public struct ExpertRouting: Sendable, Hashable {
  public enum Scores: Sendable, Hashable { case softmax, sigmoid }

  /// Experts there are, and how many a row has.
  public var count: Int
  public var chosen: Int
  /// The experts stand in groups of the same size; only those of a row's best groups are chosen. A
  /// group is as good as its best two together.
  public var groups = 1
  public var chosenGroups = 1
  public var scores = Scores.softmax
  /// Whether a row's weights are divided by their sum.
  public var normalises = true
  /// What they are multiplied by then.
  public var scale: Float = 1

  public init(count: Int, chosen: Int) {
    self.count = count
    self.chosen = chosen
  }
}

/// Mixtures of experts (numerics 3): ties go to the lower index, sums are over ascending experts.
extension Arithmetic {
  /// Chooses the experts of every row.
  ///
  /// - Parameters:
  ///   - logits: rows of `routing.count`.
  ///   - bias: added to the scores for the choice only; empty for none.
  ///   - chosen, weights: become rows of `routing.chosen`, experts ascending.
  public func route(
    rows: Int, _ routing: ExpertRouting, logits: borrowing Buffer<Float>, bias: Span<Float>,
    chosen: inout Buffer<Int32>, weights: inout Buffer<Float>, scratch: inout Scratch
  ) {
    precondition(bias.isEmpty || bias.count == routing.count)
    precondition(routing.count % routing.groups == 0 && routing.chosenGroups <= routing.groups)
    precondition(routing.chosen <= routing.count / routing.groups * routing.chosenGroups)
    precondition(logits.count >= rows * routing.count)
    precondition(chosen.count >= rows * routing.chosen && weights.count >= rows * routing.chosen)
    scratch.reserve(2 * routing.count + routing.groups)
    var arguments = ck_routing_t(
      experts: routing.count, groups: routing.groups, chosen_groups: routing.chosenGroups,
      chosen: routing.chosen, sigmoid: routing.scores == .sigmoid, normalises: routing.normalises,
      scale: routing.scale)
    let hasBias = !bias.isEmpty
    let (logits, bias, work) = unsafe (logits.readable, bias.readable, scratch.buffer.writable)
    let (chosen, weights) = unsafe (chosen.writable, weights.writable)
    for row in 0..<rows {
      unsafe kernels.route(
        &arguments, logits + row * routing.count, hasBias ? bias : nil, work,
        chosen + row * routing.chosen, weights + row * routing.chosen)
    }
  }

  /// y[rows[i]] = fma(factors[i], x[i], y[rows[i]]) for rows of `columns`.
  public func addScaled(
    _ x: borrowing Buffer<Float>, columns: Int, by factors: [Float], toRows rows: [Int32],
    of y: inout Buffer<Float>
  ) {
    precondition(factors.count == rows.count && x.count >= rows.count * columns)
    precondition(rows.allSatisfy { $0 >= 0 && y.count >= (Int($0) + 1) * columns })
    let (x, y) = unsafe (x.readable, y.writable)
    for (index, row) in rows.enumerated() {
      unsafe kernels.add_scaled(
        columns, factors[index], x + index * columns, y + Int(row) * columns)
    }
  }
}
