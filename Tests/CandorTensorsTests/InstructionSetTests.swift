import CandorCore
import CandorTensors
import Testing

@Suite("Every instruction set and thread count gives the bits of plain C")
struct InstructionSetTests {
  /// Runs `operation` on every machine with plain and with nasty numbers.
  private func expectEqualBits(
    seed: UInt64, _ note: @autoclosure () -> String = "",
    _ operation: (Arithmetic, (Int) -> [Float]) -> [Float]
  ) throws {
    for nasty in [false, true] {
      func result(_ machine: Arithmetic) -> [UInt32] {
        var samples = Samples(seed)
        return bits(
          operation(machine) { nasty ? samples.nasty($0) : samples.plain($0) })
      }
      let machines = try machines()
      let definition = result(machines[0])
      for machine in machines.dropFirst() {
        #expect(result(machine) == definition, "\(machine.label), nasty: \(nasty) \(note())")
      }
    }
  }

  static let shapes: [(rows: Int, inputs: Int, outputs: Int)] =
    (1...20).map { ($0, 37, 49) }
    + [0, 1, 255, 256, 257, 513].flatMap { [(1, $0, 33), (9, $0, 17)] }
    + [1, 15, 16, 17, 48, 64, 130, 400].flatMap { [(1, 19, $0), (11, 19, $0)] }

  @Test("linear layers forward, into an offset", arguments: shapes)
  func forwardLinear(rows: Int, inputs: Int, outputs: Int) throws {
    try expectEqualBits(seed: 1) { machine, draw in
      let x = buffer(draw(rows * inputs + 5))
      let weight = draw(outputs * inputs)
      var y = buffer(draw(rows * outputs + 7))
      var scratch = Scratch()
      machine.forwardLinear(
        rows: rows, inputs: inputs, outputs: outputs, x: x, from: 5, weight: weight.span, into: &y,
        at: 7, scratch: &scratch)
      return array(y)
    }
  }

  @Test("linear layers backward, both gradients", arguments: shapes)
  func backwardLinear(rows: Int, inputs: Int, outputs: Int) throws {
    try expectEqualBits(seed: 2) { machine, draw in
      let x = buffer(draw(rows * inputs + 3))
      let weight = draw(outputs * inputs)
      let dy = buffer(draw(rows * outputs))
      var dx = buffer(draw(rows * inputs + 2))
      var dweight = draw(outputs * inputs)
      var scratch = Scratch()
      machine.backwardLinearInput(
        rows: rows, inputs: inputs, outputs: outputs, dy: dy, weight: weight.span, into: &dx,
        at: 2, scratch: &scratch)
      machine.backwardLinearInput(
        rows: rows, inputs: inputs, outputs: outputs, dy: dy, weight: weight.span, into: &dx,
        at: 2, continues: true, scratch: &scratch)
      var span = dweight.mutableSpan
      machine.backwardLinearWeight(
        rows: rows, inputs: inputs, outputs: outputs, dy: dy, x: x, from: 3, into: &span,
        scratch: &scratch)
      return array(dx) + dweight
    }
  }

  @Test("norms and their gradients, every tail", arguments: Array(1...49) + [96, 513])
  func norms(columns: Int) throws {
    let rows = 19
    try expectEqualBits(seed: 3) { machine, draw in
      let x = buffer(draw(rows * columns))
      let dy = buffer(draw(rows * columns))
      let weight = draw(columns)
      var y = buffer(draw(rows * columns))
      var inverse = buffer(draw(rows))
      var dx = buffer(draw(rows * columns))
      var dweight = draw(columns)
      machine.forwardNorm(
        rows: rows, columns: columns, epsilon: 1e-5, x: x, weight: weight.span, into: &y,
        inverse: &inverse)
      machine.backwardNorm(
        rows: rows, columns: columns, x: x, weight: weight.span, inverse: inverse, dy: dy,
        addingTo: &dx)
      var span = dweight.mutableSpan
      machine.backwardNormWeight(
        rows: rows, columns: columns, x: x, inverse: inverse, dy: dy, into: &span)
      return array(y) + array(inverse) + array(dx) + dweight
    }
  }

  @Test("gates, sums and largest elements, every tail", arguments: Array(1...49) + [4097, 9000])
  func rows(count: Int) throws {
    try expectEqualBits(seed: 4) { machine, draw in
      var gate = buffer(draw(count))
      var up = buffer(draw(count))
      let dy = buffer(draw(count))
      var y = buffer(draw(count))
      machine.forwardGate(count: count, gate: gate, up: up, into: &y)
      machine.backwardGate(count: count, dy: dy, gate: &gate, up: &up)
      machine.add(count: count, dy, to: &y)
      let square = machine.squareSum(dy, range: 0..<count, from: 0.25)
      return array(y) + array(gate) + array(up)
        + [
          machine.sum(dy, count: count), Float(machine.argmax(dy.span)),
          Float(bitPattern: UInt32(truncatingIfNeeded: square.bitPattern >> 32) & 0x3fff_ffff),
          Float(bitPattern: UInt32(truncatingIfNeeded: square.bitPattern) & 0x3fff_ffff),
        ]
    }
  }

  @Test("rotations, there and back", arguments: [2, 4, 8, 16, 30, 32, 34, 64, 98])
  func rotations(headSize: Int) throws {
    let (rows, heads) = (21, 3)
    let frequencies = RotaryFrequencies(size: headSize, base: 10_000)
    let positions = (0..<rows).map { Int32($0 * 7 % 50) }
    for backward in [false, true] {
      try expectEqualBits(seed: 5) { machine, draw in
        var x = buffer(draw(rows * heads * headSize + 9))
        var angles = Buffer<Float>(count: rows * headSize, repeating: 0)
        machine.rotaryAngles(positions: positions.span, frequencies, into: &angles)
        machine.rotate(
          rows: rows, heads: heads, size: headSize, headStride: headSize,
          rowStride: heads * headSize, angles: angles, backward: backward, x: &x, at: 9)
        return array(x)
      }
    }
  }

  @Test("rows gathered and scattered", arguments: [1, 7, 16, 33, 48, 100])
  func gathering(columns: Int) throws {
    try expectEqualBits(seed: 6) { machine, draw in
      var samples = Samples(66)
      let indices = samples.indices(40, below: 11)
      var table = draw(11 * columns)
      var rows = buffer(draw(40 * columns))
      let added = buffer(draw(40 * columns))
      machine.gather(indices.span, columns: columns, from: table.span, into: &rows)
      var span = table.mutableSpan
      machine.scatterAdd(added, columns: columns, indices: indices.span, into: &span)
      return array(rows) + table
    }
  }

  @Test("cross entropy and its gradient, every tail", arguments: Array(1...49) + [511, 512, 1000])
  func crossEntropy(columns: Int) throws {
    let rows = 6
    try expectEqualBits(seed: 7) { machine, draw in
      var samples = Samples(77)
      let targets = samples.indices(rows, below: columns)
      var logits = buffer(draw(rows * columns))
      var losses = buffer(draw(2 * rows + 3))
      machine.crossEntropy(
        rows: rows, columns: columns, logits: &logits, targets: targets.span, losses: &losses,
        at: 3, gradients: false)
      machine.crossEntropy(
        rows: rows, columns: columns, logits: &logits, targets: targets.span, losses: &losses,
        at: 3 + rows, gradients: true)
      return array(logits) + array(losses)
    }
  }

  @Test(
    "attention and its gradients",
    arguments: [
      (1, 1, 2), (1, 1, 16), (4, 2, 8), (6, 2, 24), (5, 1, 20), (2, 2, 64), (3, 3, 34),
    ])
  func attention(queryHeads: Int, keyValueHeads: Int, headSize: Int) throws {
    let shape = AttentionShape(
      queryHeads: queryHeads, keyValueHeads: keyValueHeads, headSize: headSize)
    let lengths = [1, 2, 15, 16, 17, 31, 33, 50]
    let starts = lengths.indices.map { lengths[..<$0].reduce(0, +) }
    let windows = zip(starts, lengths).map {
      AttentionWindow(queryStart: $0, keyStart: $0, count: $1)
    }
    let rows = lengths.reduce(0, +)
    try expectEqualBits(seed: 8) { machine, draw in
      let query = buffer(draw(rows * shape.queryWidth))
      let key = buffer(draw(rows * shape.keyWidth))
      let value = buffer(draw(rows * shape.keyWidth))
      let dOutput = buffer(draw(rows * shape.queryWidth))
      var output = buffer(draw(rows * shape.queryWidth))
      var statistics = buffer(draw(rows * queryHeads * 2))
      var dQuery = buffer(draw(rows * shape.queryWidth))
      var dKey = buffer(draw(rows * shape.keyWidth))
      var dValue = buffer(draw(rows * shape.keyWidth))
      var scratch = Scratch()
      machine.forwardAttention(
        shape, windows: windows, query: query, key: key, value: value, into: &output,
        statistics: &statistics, scratch: &scratch)
      machine.backwardAttention(
        shape, windows: windows, query: query, key: key, value: value, output: output,
        statistics: statistics, dOutput: dOutput, dQuery: &dQuery, dKey: &dKey, dValue: &dValue,
        scratch: &scratch)
      return array(output) + array(statistics) + array(dQuery) + array(dKey) + array(dValue)
    }
  }

  @Test("AdamW steps, every tail", arguments: Array(0...49) + [4097, 20_000])
  func adamW(count: Int) throws {
    let step = AdamWStep(
      learningRate: 3e-3, beta1: 0.9, beta2: 0.95, epsilon: 1e-8, correction1: 1 / (1 - 0.9),
      correction2: 1 / (1 - 0.95), gradientScale: 0.37)
    try expectEqualBits(seed: 9) { machine, draw in
      let gradient = buffer(draw(count + 3))
      var first = buffer(draw(count + 3))
      var second = buffer(draw(count + 3).map(abs))
      var parameters = buffer(draw(count + 3))
      machine.adamW(
        step, weightDecay: 0.1, range: 2..<(count + 2), gradient: gradient, firstMoment: &first,
        secondMoment: &second, parameters: &parameters)
      return array(first) + array(second) + array(parameters)
    }
  }

  @Test("a row of a batch has the bits it has alone", arguments: [(31, 49), (257, 33), (16, 400)])
  func rowsStandAlone(inputs: Int, outputs: Int) throws {
    let rows = 20
    for machine in try machines(threads: [1, 3]) {
      var samples = Samples(10)
      let (x, weight) = (samples.nasty(rows * inputs), samples.nasty(outputs * inputs))
      var together = buffer([Float](repeating: 0, count: rows * outputs))
      var scratch = Scratch()
      machine.forwardLinear(
        rows: rows, inputs: inputs, outputs: outputs, x: buffer(x), weight: weight.span,
        into: &together, scratch: &scratch)
      let batch = array(together)
      for row in 0..<rows {
        var alone = buffer([Float](repeating: 0, count: outputs))
        machine.forwardLinear(
          rows: 1, inputs: inputs, outputs: outputs,
          x: buffer(Array(x[row * inputs..<(row + 1) * inputs])), weight: weight.span,
          into: &alone, scratch: &scratch)
        #expect(
          bits(array(alone)) == bits(Array(batch[row * outputs..<(row + 1) * outputs])),
          "\(machine.label), row \(row)")
      }
    }
  }
}
