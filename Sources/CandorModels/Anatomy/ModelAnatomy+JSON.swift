import CandorCore
import CandorTensors

extension ModelAnatomy {
  /// The object of `candor inspect --tensors --json` (docs/cli.md).
  public var json: JSONValue {
    func number(_ value: Int?) -> JSONValue { value.map { .integer(Int64($0)) } ?? .null }
    func text(_ value: String?) -> JSONValue { value.map { .string($0) } ?? .null }
    let formats: [JSONValue] = shares.map { share in
      [
        "format": .string(share.format.rawValue), "tensors": number(share.tensors),
        "numbers": number(share.numbers), "bytes": number(share.bytes),
      ]
    }
    let tensors: [JSONValue] = tensors.map { tensor in
      [
        "name": .string(tensor.name), "format": .string(tensor.format.rawValue),
        "shape": .array(tensor.shape.map { number($0) }), "bytes": number(tensor.range.count),
      ]
    }
    let memory: JSONValue =
      memory.map { memory in
        [
          "weights": number(memory.weights), "cache": number(memory.cache),
          "workspace": number(memory.workspace), "total": number(memory.total),
        ]
      } ?? .null
    return [
      "architecture": text(architecture), "obstacle": text(obstacle),
      "parameters": number(self.memory?.parameters), "numbers": number(numbers),
      "bytes": number(bytes), "files": number(files),
      "tiedEmbeddings": tiedEmbeddings.map { .bool($0) } ?? .null,
      "layers": number(configuration?.layers), "context": number(context), "memory": memory,
      "formats": .array(formats), "tensors": .array(tensors),
    ]
  }
}
