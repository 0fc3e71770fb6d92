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
    let tensors = self.tensors.indices.map { index -> JSONValue in
      let tensor = self.tensors[index]
      let members: JSONObject = [
        "name": .string(tensor.name), "format": .string(tensor.format.rawValue),
        "shape": .array(tensor.shape.map { number($0) }), "bytes": number(tensor.range.count),
      ]
      guard !statistics.isEmpty else { return .object(members) }
      var object = members
      object["statistics"] = statistics[index]?.json ?? .null
      return .object(object)
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

extension TensorStatistics {
  fileprivate var json: JSONValue {
    func double(_ number: Float?) -> JSONValue { number.map { .double(Double($0)) } ?? .null }
    return [
      "count": .integer(Int64(count)), "zeros": .integer(Int64(zeros)),
      "nonFinite": .integer(Int64(nonFinite)), "minimum": double(minimum),
      "maximum": double(maximum), "mean": .double(mean), "deviation": .double(deviation),
    ]
  }
}
