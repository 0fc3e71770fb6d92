import CandorCore

/// One line of `ledger.jsonl`: canonical JSON (RFC 8785) and a line feed.
enum LedgerLine {
  case header(RunInputs, initialState: StateDigest)
  case step(LedgerStep)
  case validation(LedgerValidation)
  /// A finished segment; the tensors' names, types and shapes are those of the header.
  case segment(RunSegment, tensors: [(name: String, digest: Digest)])

  static let format = "candor.ledger/1"

  /// The bytes of the line, the line feed included.
  func encoded() -> [UInt8] {
    JSONValue.object(object).canonical() + [UInt8(ascii: "\n")]
  }

  private var object: JSONObject {
    switch self {
    case .header(let inputs, let state):
      [
        "kind": "header", "format": .string(Self.format),
        "numerics": .integer(Int64(inputs.numerics)),
        "recipeDigest": .string(inputs.recipeDigest.hex),
        "dataDigest": .string(inputs.dataDigest.hex),
        "initialState": .string(state.digest.hex),
        "tensors": .array(state.tensors.map(Self.encode)),
      ]
    case .step(let line):
      [
        "kind": "step", "step": .integer(Int64(line.step)),
        "learningRateBits": .string(line.learningRate.hexadecimalBits),
        "lossBits": .string(line.loss.hexadecimalBits),
        "gradientNormBits": .string(line.gradientNorm.hexadecimalBits),
        "tokens": .integer(Int64(line.tokens)), "samples": .string(line.samples.hex),
      ]
    case .validation(let line):
      [
        "kind": "validation", "step": .integer(Int64(line.step)),
        "validationLossBits": .string(line.loss.hexadecimalBits),
        "tokens": .integer(Int64(line.tokens)), "bytes": .integer(Int64(line.bytes)),
      ]
    case .segment(let segment, let tensors):
      Self.encode(segment, tensors)
    }
  }

  private static func encode(_ tensor: TensorDigest) -> JSONValue {
    .object([
      "name": .string(tensor.name), "elementType": .string(tensor.elementType),
      "shape": .array(tensor.shape.map { .integer(Int64($0)) }),
      "digest": .string(tensor.digest.hex),
    ])
  }

  private static func encode(
    _ segment: RunSegment, _ tensors: [(name: String, digest: Digest)]
  ) -> JSONObject {
    var digests: JSONObject = [:]
    for (name, digest) in tensors { digests[name] = .string(digest.hex) }
    var object = segment.object
    object["kind"] = "segment"
    object["tensors"] = .object(digests)
    return object
  }
}

extension RunSegment {
  static let keys = ["segment", "firstStep", "lastStep", "state", "dataOrder", "log", "chain"]

  /// The members that ledger and lock share.
  var object: JSONObject {
    [
      "segment": .integer(Int64(segment)), "firstStep": .integer(Int64(firstStep)),
      "lastStep": .integer(Int64(lastStep)), "state": .string(state.hex),
      "dataOrder": .string(dataOrder.hex), "log": .string(log.hex), "chain": .string(chain.hex),
    ]
  }

  init(_ object: StrictObject) throws {
    self.init(
      segment: try object.integer("segment", in: 0...largestJSONInteger),
      firstStep: try object.integer("firstStep", in: 1...largestJSONInteger),
      lastStep: try object.integer("lastStep", in: 1...largestJSONInteger),
      state: try object.digest("state"), dataOrder: try object.digest("dataOrder"),
      log: try object.digest("log"), chain: try object.digest("chain"))
  }
}
