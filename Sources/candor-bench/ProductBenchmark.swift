import CandorCore
import CandorTensors

/// A square product, packing included, beside the processor's FMA peak measured before and after.
struct ProductBenchmark {
  let size: Int
  let threads: Int

  func run() throws {
    let arithmetic = try Arithmetic(threads: threads)
    var x = Buffer<Float>(count: size * size, repeating: 0.25)
    var y = Buffer<Float>(count: size * size, repeating: 0)
    var weight = Buffer<Float>(count: size * size, repeating: 0.5)
    fill(&x, seed: 1)
    fill(&weight, seed: 2)
    var scratch = Scratch()
    let before = peak(arithmetic)
    let product = Measurement(repeats: 15) {
      arithmetic.forwardLinear(
        rows: size, inputs: size, outputs: size, x: x, weight: weight.span, into: &y,
        scratch: &scratch)
    }
    let roof = (before + peak(arithmetic)) / 2
    let rate = 2 * Double(size) * Double(size) * Double(size) / product.median / 1e9
    Measurement.report([
      ("what", "product"), ("size", .integer(Int64(size))), ("threads", .integer(Int64(threads))),
      ("isa", .string(arithmetic.instructionSet.rawValue)),
      ("gigaflops", Measurement.rounded(rate)), ("peak", Measurement.rounded(roof)),
      ("ofPeak", Measurement.rounded(rate / roof)),
    ])
  }

  private func peak(_ arithmetic: Arithmetic) -> Double {
    var operations = 0.0
    let probe = Measurement(repeats: 7) {
      operations = arithmetic.fmaProbe(rounds: 2_000_000)
    }
    return operations / probe.median / 1e9
  }

  private func fill(_ values: inout Buffer<Float>, seed: UInt64) {
    let random = RandomStream(seed: seed, purpose: .generator)
    var span = values.mutableSpan
    for index in 0..<span.count { span[index] = random.uniform(UInt32(index)) - 0.5 }
  }
}
