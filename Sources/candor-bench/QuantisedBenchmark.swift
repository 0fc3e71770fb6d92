import CandorCore
import CandorTensors

/// Products with quantised weights, format by format: one row, as in generation, beside the bandwidth
/// of memory; 512 rows, as in prompts, beside the processor's integer peak. Both roofs are measured
/// before and after each format.
struct QuantisedBenchmark {
  let threads: Int
  let inputs: Int
  /// More than any cache holds.
  private let bytes = 192 << 20
  private let promptRows = 512
  private let promptOutputs = 2048

  func run() throws {
    let arithmetic = try Arithmetic(threads: threads)
    let file = Buffer<Float>(count: bytes / 4, repeating: 0)
    for format in BlockFormat.allCases {
      guard let rowBytes = format.rowBytes(inputs: inputs) else { continue }
      let outputs = bytes / rowBytes / 16 * 16
      let matrix = try arithmetic.packed(
        file.span.rawBytes.extracting(0..<(outputs * rowBytes)), format, outputs: outputs,
        inputs: inputs)
      try measure(matrix, rowBytes: rowBytes, file: file, arithmetic)
    }
  }

  private func measure(
    _ matrix: QuantisedMatrix, rowBytes: Int, file: borrowing Buffer<Float>,
    _ arithmetic: Arithmetic
  ) throws {
    let few = try arithmetic.packed(
      file.span.rawBytes.extracting(0..<(promptOutputs * rowBytes)), matrix.format,
      outputs: promptOutputs, inputs: inputs)
    let x = Buffer<Float>(count: promptRows * inputs, repeating: 0.25)
    var y = Buffer<Float>(count: max(matrix.outputs, promptRows * promptOutputs), repeating: 0)
    var activations = QuantisedRows()
    let (bandwidth, peak) = (Measurement.bandwidth(file, arithmetic), self.peak(arithmetic))
    let generation = Measurement(repeats: 9) {
      arithmetic.quantise(rows: 1, columns: inputs, x, into: &activations)
      arithmetic.multiply(activations, by: matrix, into: &y)
    }
    let prompt = Measurement(repeats: 9) {
      arithmetic.quantise(rows: promptRows, columns: inputs, x, into: &activations)
      arithmetic.multiply(activations, by: few, into: &y)
    }
    let read = Double(matrix.byteCount) / generation.median / 1e9
    let operations =
      2 * Double(promptRows) * Double(promptOutputs) * Double(inputs) / prompt.median / 1e9
    let roofs = (
      read: (bandwidth + Measurement.bandwidth(file, arithmetic)) / 2,
      operations: (peak + self.peak(arithmetic)) / 2
    )
    Measurement.report([
      ("what", "quantised"), ("format", .string("\(matrix.format)")),
      ("threads", .integer(Int64(threads))), ("inputs", .integer(Int64(inputs))),
      ("isa", .string(arithmetic.instructionSet.rawValue)),
      (
        "bitsPerWeight",
        Measurement.rounded(
          8 * Double(matrix.byteCount) / Double(matrix.outputs) / Double(inputs))
      ),
      ("gigabytesPerSecond", Measurement.rounded(read)),
      ("bandwidth", Measurement.rounded(roofs.read)),
      ("ofBandwidth", Measurement.rounded(read / roofs.read)),
      ("gigaoperations", Measurement.rounded(operations)),
      ("peak", Measurement.rounded(roofs.operations)),
      ("ofPeak", Measurement.rounded(operations / roofs.operations)),
    ])
  }

  private func peak(_ arithmetic: Arithmetic) -> Double {
    var operations = 0.0
    let probe = Measurement(warmUp: 1, repeats: 5) {
      operations = arithmetic.dotProbe(rounds: 500_000)
    }
    return operations / probe.median / 1e9
  }
}
