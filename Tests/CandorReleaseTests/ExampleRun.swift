import CandorCore
import SystemPackage

@testable import CandorRelease

/// A small made-up run of three segments; `Tests/Oracles/ledger_chain.py` makes the same.
enum ExampleRun {
  static let inputs = RunInputs(
    numerics: 1, recipeDigest: Digest(of: "recipe"), dataDigest: Digest(of: "data"))

  static func state(step: Int) throws -> StateDigest {
    try StateDigest(
      step: step,
      tensors: ["w", "moment/w"].map { name in
        try TensorDigest(name: name, shape: [2, 2], digest: Digest(of: "\(name) \(step)"))
      })
  }

  static func step(_ step: Int) -> LedgerStep {
    LedgerStep(
      step: step, learningRate: Float(step) / 1024, loss: 4 / Float(step),
      gradientNorm: Float(step) * 0.5, tokens: 64,
      samples: Digest(of: "samples \(step)"))
  }

  static let validation = LedgerValidation(step: 4, loss: 1.5, tokens: 10, bytes: 40)

  /// Steps 1 to 2, 3 to 4 with a validation, and 5.
  static func write(to path: FilePath) throws -> [RunSegment] {
    var writer = try RunLedgerWriter(
      creating: path, inputs: inputs, initialState: state(step: 0))
    return try proceed(&writer, from: 1)
  }

  static func proceed(_ writer: inout RunLedgerWriter, from first: Int) throws -> [RunSegment] {
    var records: [RunSegment] = []
    for step in first...5 {
      try writer.append(Self.step(step))
      if step == 4 { try writer.append(validation) }
      if [2, 4, 5].contains(step) {
        try records.append(writer.closeSegment(state: state(step: step)))
      }
    }
    return records
  }
}
