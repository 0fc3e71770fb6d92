import CandorCore
import CandorTensors
import Synchronization
import Testing

@Suite("Products with quantised weights")
struct QuantisedTests {
  /// Rows of random blocks; plain ones have scales between 2^-8 and 2^-2, any ones have every byte.
  private func blocks(
    _ format: BlockFormat, inputs: Int, outputs: Int, plain: Bool, _ samples: inout Samples
  ) throws -> [[UInt8]] {
    let rowBytes = try #require(format.rowBytes(inputs: inputs))
    let blockBytes = try #require(format.rowBytes(inputs: inputs % 256 == 0 ? 256 : 32))
    let bytes = samples.indices(rowBytes * outputs, below: 256).map { UInt8($0) }
    let step = format.rowBytes(inputs: 32) ?? blockBytes
    return (0..<outputs).map { output in
      var row = Array(bytes[(output * rowBytes)..<((output + 1) * rowBytes)])
      for block in stride(from: 0, to: plain ? rowBytes : 0, by: step) {
        if format == .mxfp4 { row[block] = 120 + row[block] % 6 }
        for place in Self.scalePlaces(format) {
          row[block + place + 1] = row[block + place + 1] & 0x83 | UInt8(7 + row[block] % 6) << 2
        }
      }
      return row
    }
  }

  private static func scalePlaces(_ format: BlockFormat) -> [Int] {
    switch format {
    case .q4_0, .q5_0, .q8_0, .iq4_NL, .iq4_XS: [0]
    case .q4_1, .q5_1, .q4_K, .q5_K: [0, 2]
    case .q2_K: [80, 82]
    case .q3_K: [108]
    case .q6_K: [208]
    case .mxfp4: []
    }
  }

  private func pack(
    _ machine: Arithmetic, _ format: BlockFormat, _ rows: [[UInt8]], inputs: Int
  ) throws -> QuantisedMatrix {
    let bytes = Array(rows.joined())
    return try machine.packed(
      bytes.rawBytes, format, outputs: rows.count, inputs: inputs)
  }

  private func multiply(
    _ machine: Arithmetic, _ x: [Float], by matrix: QuantisedMatrix
  ) -> [Float] {
    let rows = x.count / matrix.inputs
    var activations = QuantisedRows()
    var y = Buffer<Float>(count: rows * matrix.outputs, repeating: 9)
    machine.quantise(rows: rows, columns: matrix.inputs, buffer(x), into: &activations)
    machine.multiply(activations, by: matrix, into: &y)
    return array(y)
  }

  @Test(
    "packing says of every byte of a file, once, that it was read",
    arguments: [16, 40, 700], [false, true])
  func reported(outputs: Int, permutes: Bool) throws {
    let machine = try Arithmetic(threads: 3)
    let order: StoredOrder = permutes ? .permutedRows(Array((0..<outputs).reversed())) : .rows
    for isDense in [false, true] {
      let bytes = [UInt8](repeating: 0, count: outputs * (isDense ? 64 * 2 : 2 * 34))
      let reads = Mutex([Int](repeating: 0, count: bytes.count))
      let note = { (range: Range<Int>) in reads.withLock { for byte in range { $0[byte] += 1 } } }
      if isDense {
        _ = try machine.packed(
          bytes.rawBytes, .bfloat16, outputs: outputs, inputs: 64, order: order, done: note)
      } else {
        _ = try machine.packed(
          bytes.rawBytes, .q8_0, outputs: outputs, inputs: 64, order: order, done: note)
      }
      #expect(reads.withLock { $0.allSatisfy { $0 == 1 } })
    }
  }

  @Test(
    "are the chain of the contract on every machine, whichever rows come together",
    arguments: BlockFormat.allCases)
  func definition(format: BlockFormat) throws {
    let machines = try machines(threads: [1, 3])
    for (rows, inputs, outputs, plain) in [
      (1, 768, 17, true), (3, 512, 39, true), (66, 256, 33, true), (5, 256, 16, false),
    ] {
      var samples = Samples(61)
      let weights = try blocks(
        format, inputs: inputs, outputs: outputs, plain: plain, &samples)
      let x = plain ? samples.plain(rows * inputs) : samples.nasty(rows * inputs)
      let parts = weights.map { PlainBlocks.row(format, $0, inputs: inputs) }
      let expected = (0..<rows).flatMap { row in
        parts.map { PlainBlocks.product(Array(x[(row * inputs)..<((row + 1) * inputs)]), $0) }
      }
      for machine in machines {
        let matrix = try pack(machine, format, weights, inputs: inputs)
        #expect(bits(multiply(machine, x, by: matrix)) == bits(expected), "\(machine.label)")
        let last = Array(x[((rows - 1) * inputs)...])
        #expect(
          bits(multiply(machine, last, by: matrix)) == bits(Array(expected.suffix(outputs))),
          "alone, \(machine.label)")
      }
    }
  }

  @Test("lie within the rounding of activations of exact sums", arguments: BlockFormat.allCases)
  func closeness(format: BlockFormat) throws {
    let machine = try #require(machines(threads: [2]).last)
    let (inputs, outputs) = (1024, 20)
    var samples = Samples(62)
    let weights = try blocks(format, inputs: inputs, outputs: outputs, plain: true, &samples)
    let x = samples.plain(inputs)
    let matrix = WeightMatrix.quantised(try pack(machine, format, weights, inputs: inputs))
    guard case .quantised(let packed) = matrix else { return }
    let y = multiply(machine, x, by: packed)
    var rows = Buffer<Float>(count: outputs * inputs, repeating: 9)
    let all = (0..<Int32(outputs)).map(\.self)
    machine.gather(all.span, from: matrix, into: &rows)
    let dequantised = array(rows)
    #expect(matrix.isFinite)
    for output in 0..<outputs {
      let row = Array(dequantised[(output * inputs)..<((output + 1) * inputs)])
      #expect(
        bits(row)
          == bits(PlainBlocks.row(format, weights[output], inputs: inputs).flatMap(\.weights)))
      let exact = zip(x, row).reduce(0.0) { $0 + Double($1.0) * Double($1.1) }
      // Half a unit of every activation, and a little for some thirty roundings of the chain.
      let bound = stride(from: 0, to: inputs, by: 32).reduce(0.0) { bound, start in
        let scale = Double(PlainBlocks.quantise(Array(x[start..<(start + 32)])).scale)
        return bound + row[start..<(start + 32)].reduce(0.0) { $0 + Double(abs($1)) } * scale
          * 0.501
      }
      #expect(abs(Double(y[output]) - exact) <= bound)
    }
  }

  @Test("add their blocks one after another, from the first to the last")
  func order() throws {
    let blocks = 9
    var row: [UInt8] = []
    for _ in 0..<blocks { row += [0x00, 0x3c] + [1] + [UInt8](repeating: 0, count: 31) }
    for machine in try machines(threads: [2]) {
      let matrix = try pack(machine, .q8_0, [row], inputs: 32 * blocks)
      for first in 0..<blocks {
        for second in (first + 1)..<blocks {
          // What is added while 2^30 stands in the sum is lost; what comes after −2^30 is counted.
          var x = [Float](repeating: 0, count: 32 * blocks)
          for block in 0..<blocks { x[32 * block] = 127 }
          x[32 * first] = 127 * 0x1p30
          x[32 * second] = -127 * 0x1p30
          #expect(multiply(machine, x, by: matrix) == [127 * Float(blocks - 1 - second)])
        }
      }
    }
  }

  @Test("of the same rows come together or alone, and of rows in another order")
  func together() throws {
    let (rows, inputs) = (5, 256)
    var samples = Samples(64)
    let first = try blocks(.q4_K, inputs: inputs, outputs: 35, plain: true, &samples)
    let second = try blocks(.q6_K, inputs: inputs, outputs: 50, plain: true, &samples)
    let x = samples.plain(rows * inputs)
    for machine in try machines(threads: [1, 3]) {
      let matrices = try (
        pack(machine, .q4_K, first, inputs: inputs), pack(machine, .q6_K, second, inputs: inputs)
      )
      var scratch = Scratch()
      var y = Buffer<Float>(count: rows * 35, repeating: 9)
      var z = Buffer<Float>(count: rows * 50, repeating: 9)
      machine.multiply(
        rows: rows, buffer(x), by: (.quantised(matrices.0), .quantised(matrices.1)), into: &y, &z,
        scratch: &scratch)
      #expect(array(y) == multiply(machine, x, by: matrices.0))
      #expect(array(z) == multiply(machine, x, by: matrices.1))

      let order = Array((0..<50).reversed())
      let bytes = Array(second.joined())
      let reversed = try machine.packed(
        bytes.rawBytes, .q6_K, outputs: 50, inputs: inputs, order: .permutedRows(order))
      let turned = multiply(machine, Array(x[..<inputs]), by: reversed)
      #expect(turned == multiply(machine, Array(x[..<inputs]), by: matrices.1).reversed())
    }
  }

  @Test("know an infinite scale", arguments: BlockFormat.allCases)
  func infinite(format: BlockFormat) throws {
    let machine = try #require(machines(threads: [1]).last)
    var samples = Samples(63)
    var weights = try blocks(format, inputs: 256, outputs: 18, plain: true, &samples)
    if format == .mxfp4 { weights[17][0] = 255 }
    for place in Self.scalePlaces(format).suffix(1) {
      weights[17][place] = 0
      weights[17][place + 1] = 0x7c
    }
    #expect(!WeightMatrix.quantised(try pack(machine, format, weights, inputs: 256)).isFinite)
  }
}
