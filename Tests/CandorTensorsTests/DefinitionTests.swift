import CCandorKernels
import CandorCore
import CandorTensors
import Testing

@Suite("The kernels compute what the numerics contract says, written out one number at a time")
struct DefinitionTests {
  private let machines: [Arithmetic]

  init() throws { machines = try CandorTensorsTests.machines(threads: [2]) }

  private func rows(_ values: [Float], _ columns: Int) -> [[Float]] {
    stride(from: 0, to: values.count, by: columns).map { Array(values[$0..<($0 + columns)]) }
  }

  @Test("products and their gradients are chains", arguments: [false, true])
  func products(nasty: Bool) throws {
    let shapes = [
      (5, 37, 19), (2, 300, 33), (1, 16, 64), (17, 3, 1),
      // Deeper than a block of depth, and a transposed left side that is gathered.
      (3, 1040, 65), (300, 70, 50),
    ]
    for (count, inputs, outputs) in shapes {
      var samples = Samples(21)
      let draw = { nasty ? samples.nasty($0) : samples.plain($0) }
      let (x, weight) = (draw(count * inputs), draw(outputs * inputs))
      let (dy, start) = (draw(count * outputs), draw(outputs * inputs))
      let (xs, weights, dys) = (rows(x, inputs), rows(weight, inputs), rows(dy, outputs))
      let forward = xs.flatMap { x in weights.map { PlainArithmetic.chain(x, $0) } }
      let input = dys.flatMap { dy in
        (0..<inputs).map { column in PlainArithmetic.chain(dy, weights.map { $0[column] }) }
      }
      let gradient = (0..<outputs).flatMap { output in
        (0..<inputs).map { column in
          PlainArithmetic.chain(
            dys.map { $0[output] }, xs.map { $0[column] }, from: start[output * inputs + column])
        }
      }
      for machine in machines {
        var y = Buffer<Float>(count: count * outputs, repeating: 9)
        var dx = Buffer<Float>(count: count * inputs, repeating: 9)
        var dweight = start
        var scratch = Scratch()
        machine.forwardLinear(
          rows: count, inputs: inputs, outputs: outputs, x: buffer(x), weight: weight.span,
          into: &y, scratch: &scratch)
        machine.backwardLinearInput(
          rows: count, inputs: inputs, outputs: outputs, dy: buffer(dy), weight: weight.span,
          into: &dx, scratch: &scratch)
        var span = dweight.mutableSpan
        machine.backwardLinearWeight(
          rows: count, inputs: inputs, outputs: outputs, dy: buffer(dy), x: buffer(x),
          into: &span, scratch: &scratch)
        #expect(bits(array(y)) == bits(forward), "\(machine.label)")
        #expect(bits(array(dx)) == bits(input), "\(machine.label)")
        #expect(bits(dweight) == bits(gradient), "\(machine.label)")
      }
    }
  }

  @Test("sums, norms, gates and losses, every tail", arguments: Array(1...49) + [100, 513])
  func rowOperations(columns: Int) throws {
    for nasty in [false, true] {
      var samples = Samples(22)
      let draw = { nasty ? samples.nasty($0) : samples.plain($0) }
      let (x, weight, dy, start) = (draw(columns), draw(columns), draw(columns), draw(columns))
      let norm = PlainArithmetic.norm(x, weight: weight, epsilon: 1e-5)
      let slope = PlainArithmetic.normBackward(
        x, weight: weight, inverse: norm.inverse, dy: dy, dx: start)
      let gates = zip(x, weight).map { PlainArithmetic.gate($0, $1) }
      let gradients = x.indices.map { PlainArithmetic.gateBackward(x[$0], weight[$0], dy: dy[$0]) }
      let target = columns / 2
      let targets = [Int32(target)]
      let loss = PlainArithmetic.crossEntropy(x, target: target)
      for machine in machines {
        #expect(bits([machine.sum(buffer(x), count: columns)]) == bits([PlainArithmetic.sum(x)]))
        let square = machine.squareSum(buffer(x), range: 0..<columns)
        #expect(square == Double(PlainArithmetic.dot(x, x)))

        var y = Buffer<Float>(count: columns, repeating: 9)
        var inverse = Buffer<Float>(count: 1, repeating: 9)
        machine.forwardNorm(
          rows: 1, columns: columns, epsilon: 1e-5, x: buffer(x), weight: weight.span, into: &y,
          inverse: &inverse)
        #expect(bits(array(y)) == bits(norm.y) && bits(array(inverse)) == bits([norm.inverse]))
        var dx = buffer(start)
        machine.backwardNorm(
          rows: 1, columns: columns, x: buffer(x), weight: weight.span, inverse: inverse,
          dy: buffer(dy), addingTo: &dx)
        #expect(bits(array(dx)) == bits(slope), "\(machine.label)")

        var gate = buffer(x)
        var up = buffer(weight)
        machine.forwardGate(count: columns, gate: gate, up: up, into: &y)
        machine.backwardGate(count: columns, dy: buffer(dy), gate: &gate, up: &up)
        #expect(bits(array(y)) == bits(gates), "\(machine.label)")
        #expect(bits(array(gate)) == bits(gradients.map(\.gate)), "\(machine.label)")
        #expect(bits(array(up)) == bits(gradients.map(\.up)), "\(machine.label)")

        var logits = buffer(x)
        machine.crossEntropy(
          rows: 1, columns: columns, logits: &logits, targets: targets.span,
          losses: &inverse, gradients: true)
        #expect(bits(array(inverse)) == bits([loss.loss]), "\(machine.label)")
        #expect(bits(array(logits)) == bits(loss.gradient), "\(machine.label)")
      }
    }
  }

  @Test("a rotation turns element i against element i + half a head", arguments: [2, 6, 32, 40])
  func rotations(headSize: Int) throws {
    let (heads, positions, half) = (3, [Int32(0), 4, 1, 9], headSize / 2)
    let frequencies = RotaryFrequencies(size: headSize, base: 500)
    var samples = Samples(23)
    let x = samples.plain(positions.count * heads * headSize)
    var table = Buffer<Float>(count: positions.count * headSize, repeating: 9)
    machines[0].rotaryAngles(positions: positions.span, frequencies, into: &table)
    let angles = rows(array(table), headSize)
    for (row, position) in positions.enumerated() {
      for (i, frequency) in frequencies.values.enumerated() {
        var (sine, cosine): (Float, Float) = (0, 0)
        unsafe ck_sine_cosine(Float(position) * frequency, &sine, &cosine)
        #expect(angles[row][i] == cosine && angles[row][i + half] == sine)
      }
    }
    for backward in [false, true] {
      var expected = x
      for row in positions.indices {
        for head in 0..<heads {
          for i in 0..<half {
            let at = (row * heads + head) * headSize + i
            let (a, b) = (x[at], x[at + half])
            let c = angles[row][i]
            let s = angles[row][i + half]
            expected[at] = backward ? a * c + b * s : a * c - b * s
            expected[at + half] = backward ? b * c - a * s : b * c + a * s
          }
        }
      }
      for machine in machines {
        var turned = buffer(x)
        machine.rotate(
          rows: positions.count, heads: heads, size: headSize, headStride: headSize,
          rowStride: heads * headSize, angles: table, backward: backward, x: &turned)
        #expect(bits(array(turned)) == bits(expected), "\(machine.label)")
      }
    }
  }

  @Test(
    "attention, whole windows and chunks of queries on kept keys",
    arguments: [(1, 1, 4), (4, 2, 8), (3, 1, 20), (2, 2, 64)])
  func attention(queryHeads: Int, keyValueHeads: Int, headSize: Int) throws {
    let shape = AttentionShape(
      queryHeads: queryHeads, keyValueHeads: keyValueHeads, headSize: headSize)
    let count = 70
    for nasty in [false, true] {
      var samples = Samples(24)
      func draw(_ count: Int) -> [Float] {
        guard nasty else { return samples.plain(count).map { 4 * $0 } }
        // Scores that overflow have no softmax; denormals and cancellation are nasty enough.
        return samples.nasty(count).map { abs($0) > 0x1p30 ? $0 * 0x1p-60 : $0 }
      }
      let query = draw(count * shape.queryWidth)
      let (key, value) = (draw(count * shape.keyWidth), draw(count * shape.keyWidth))
      let (queries, keys) = (rows(query, headSize), rows(key, headSize))
      let values = rows(value, headSize)
      let expected = (0..<count).flatMap { position in
        (0..<queryHeads).flatMap { head in
          let shared = head / (queryHeads / keyValueHeads)
          let seen = (0...position).map { $0 * keyValueHeads + shared }
          return PlainArithmetic.attention(
            query: queries[position * queryHeads + head], keys: seen.map { keys[$0] },
            values: seen.map { values[$0] })
        }
      }
      for machine in machines {
        for chunk in [1, 7, 32, 33, count] {
          var whole: [Float] = []
          var scratch = Scratch()
          for first in stride(from: 0, to: count, by: chunk) {
            let end = min(first + chunk, count)
            let asking = Array(query[(first * shape.queryWidth)..<(end * shape.queryWidth)])
            var output = Buffer<Float>(count: asking.count, repeating: 9)
            var statistics = Buffer<Float>(count: (end - first) * queryHeads * 2, repeating: 9)
            machine.forwardAttention(
              shape,
              windows: [AttentionWindow(queryStart: 0, keyStart: 0, count: end, first: first)],
              query: buffer(asking), key: buffer(key), value: buffer(value), into: &output,
              statistics: &statistics, scratch: &scratch)
            whole += array(output)
          }
          #expect(bits(whole) == bits(expected), "\(machine.label), \(chunk) queries, \(nasty)")
        }
      }
    }
  }

  @Test("an AdamW step is six numbered operations", arguments: [false, true])
  func adamW(nasty: Bool) {
    let count = 333
    var samples = Samples(25)
    let draw = { nasty ? samples.nasty($0) : samples.plain($0) }
    let (gradient, first, parameters) = (draw(count), draw(count), draw(count))
    let second = draw(count).map(abs)
    let step = AdamWStep(
      learningRate: 3e-3, beta1: 0.9, beta2: 0.95, epsilon: 1e-8, correction1: 3.69,
      correction2: 7.01, gradientScale: 0.37)
    let decay: Float = 0.1
    let expected = (0..<count).map { i in
      let g = gradient[i] * step.gradientScale
      let m = ((1 - step.beta1) * g).addingProduct(step.beta1, first[i])
      let v = (((1 - step.beta2) * g) * g).addingProduct(step.beta2, second[i])
      var u = (m * step.correction1) / ((v * step.correction2).squareRoot() + step.epsilon)
      u.addProduct(decay, parameters[i])
      return (m, v, parameters[i].addingProduct(-step.learningRate, u))
    }
    for machine in machines {
      var m = buffer(first)
      var v = buffer(second)
      var p = buffer(parameters)
      machine.adamW(
        step, weightDecay: decay, range: 0..<count, gradient: buffer(gradient), firstMoment: &m,
        secondMoment: &v, parameters: &p)
      #expect(bits(array(m)) == bits(expected.map(\.0)), "\(machine.label)")
      #expect(bits(array(v)) == bits(expected.map(\.1)), "\(machine.label)")
      #expect(bits(array(p)) == bits(expected.map(\.2)), "\(machine.label)")
    }
  }
}
