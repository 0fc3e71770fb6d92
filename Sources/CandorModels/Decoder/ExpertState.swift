import CandorCore
import CandorTensors

/// What a mixture of experts computes on its way, row by row.
final class ExpertState {
  var logits: Buffer<Float>
  var chosen: Buffer<Int32>
  var weights: Buffer<Float>
  /// The rows of one expert.
  var input: Buffer<Float>
  var gate: Buffer<Float>
  var up: Buffer<Float>
  var hidden: Buffer<Float>
  var output: Buffer<Float>

  init(_ experts: Experts, hiddenSize: Int, rows: Int) {
    let wide = max(experts.feedForwardSize, experts.sharedSize)
    logits = Buffer(count: rows * experts.routing.count, repeating: 0)
    chosen = Buffer(count: rows * experts.routing.chosen, repeating: 0)
    weights = Buffer(count: rows * experts.routing.chosen, repeating: 0)
    input = Buffer(count: rows * hiddenSize, repeating: 0)
    gate = Buffer(count: rows * wide, repeating: 0)
    up = Buffer(count: rows * wide, repeating: 0)
    hidden = Buffer(count: rows * wide, repeating: 0)
    output = Buffer(count: rows * hiddenSize, repeating: 0)
  }

  /// Numbers that a row takes.
  static func width(_ experts: Experts, hiddenSize: Int) -> Int {
    experts.routing.count + 2 * experts.routing.chosen + 2 * hiddenSize
      + 3 * max(experts.feedForwardSize, experts.sharedSize)
  }

  var count: Int {
    logits.count + chosen.count + weights.count + input.count + gate.count + up.count
      + hidden.count + output.count
  }

  /// The rows that chose each expert, ascending, and what it counts for each.
  func choices(rows: Int, _ routing: ExpertRouting) -> [(rows: [Int32], weights: [Float])] {
    Self.choices(rows: rows, routing, chosen, weights)
  }

  private static func choices(
    rows: Int, _ routing: ExpertRouting, _ chosen: borrowing Buffer<Int32>,
    _ weights: borrowing Buffer<Float>
  ) -> [(rows: [Int32], weights: [Float])] {
    var result = [(rows: [Int32], weights: [Float])](repeating: ([], []), count: routing.count)
    let (chosen, weights) = (chosen.span, weights.span)
    for place in 0..<(rows * routing.chosen) {
      let expert = Int(chosen[place])
      result[expert].rows.append(Int32(place / routing.chosen))
      result[expert].weights.append(weights[place])
    }
    return result
  }
}
