import CandorCore
import CandorTensors
import SystemPackage

/// How stored tensors become what the forward pass reads.
extension WeightLoader {
  func vector(_ tensor: DecoderTensor) throws -> [Float] {
    let name = conventions[tensor]
    guard let entry = tensors.entry(named: name), let format = DenseFormat(entry.format) else {
      return []
    }
    var numbers = tensors.withBytes(of: entry) { arithmetic.widened($0, format) }
    if case .permutedRows(let rows) = order(tensor) { numbers = rows.map { numbers[$0] } }
    guard conventions.normOffset != 0, isNorm(tensor) else { return numbers }
    return numbers.map { $0 + conventions.normOffset }
  }

  private func isNorm(_ tensor: DecoderTensor) -> Bool {
    switch tensor {
    case .finalNorm: true
    case .layer(_, let tensor): tensor.isNorm
    default: false
    }
  }

  func matrices(_ tensor: DecoderTensor) throws -> [WeightMatrix] {
    let (name, shape) = (conventions[tensor], configuration.shape(of: tensor) ?? [])
    if shape.count == 2 {
      return [try matrix(name, outputs: shape[0], inputs: shape[1], order: order(tensor))]
    }
    if let star = name.firstIndex(of: "*") {
      let (before, after) = (name[..<star], name[name.index(after: star)...])
      return try (0..<shape[0]).map {
        try matrix("\(before)\($0)\(after)", outputs: shape[1], inputs: shape[2], order: .rows)
      }
    }
    return try latentMatrices(tensor, name, outputs: shape[1], inputs: shape[2])
  }

  private func matrix(
    _ name: String, outputs: Int, inputs: Int, order: StoredOrder, from start: Int = 0
  ) throws -> WeightMatrix {
    guard let entry = tensors.entry(named: name) else {
      preconditionFailure("`\(name)` was not checked")
    }
    if let format = BlockFormat(entry.format), order != .columns, start == 0 {
      return .quantised(
        try tensors.withBytes(of: entry) {
          try arithmetic.packed($0, format, outputs: outputs, inputs: inputs, order: order) {
            tensors.release(entry, $0)
          }
        })
    }
    guard let format = DenseFormat(entry.format) else {
      throw CandorError(
        .unsupported, "latent attention in \(entry.format.rawValue) is not supported",
        at: .init(file: tensors.path(of: entry).string, field: name))
    }
    let bytes = outputs * inputs * format.size
    let first = start * format.size
    return .dense(
      try tensors.withBytes(of: entry) {
        try arithmetic.packed(
          $0.extracting(first..<(first + bytes)), format, outputs: outputs, inputs: inputs,
          order: order
        ) { tensors.release(entry, (first + $0.lowerBound)..<(first + $0.upperBound)) }
      })
  }

  /// One matrix for each head, out of rows that hold each head's keys and then its values. Keys are
  /// stored as if they were computed; here queries go the other way.
  private func latentMatrices(
    _ tensor: DecoderTensor, _ name: String, outputs: Int, inputs: Int
  ) throws -> [WeightMatrix] {
    guard let latent = configuration.latent else { return [] }
    let each = (latent.plainSize + latent.valueSize) * latent.rank
    return try (0..<configuration.queryHeads).map { head in
      if case .layer(_, .keyUp) = tensor {
        return try matrix(
          name, outputs: outputs, inputs: inputs, order: .columns, from: head * each)
      }
      return try matrix(
        name, outputs: outputs, inputs: inputs, order: .rows,
        from: head * each + latent.plainSize * latent.rank)
    }
  }

  /// Rows whose numbers turn together stand half a head apart in the forward pass.
  private func order(_ tensor: DecoderTensor) -> StoredOrder {
    guard conventions.interleavesPairs, case .layer(_, let tensor) = tensor else { return .rows }
    let (heads, keys) = (configuration.queryHeads, configuration.keyValueHeads)
    if let latent = configuration.latent {
      switch tensor {
      case .query, .queryUp:
        return Self.halves(heads: heads, plain: latent.plainSize, turning: latent.turningSize)
      case .keyValueDown:
        return Self.halves(heads: 1, plain: latent.rank, turning: latent.turningSize)
      default: return .rows
      }
    }
    switch tensor {
    case .query, .queryBias:
      return Self.halves(heads: heads, plain: 0, turning: configuration.headSize)
    case .key, .keyBias:
      return Self.halves(heads: keys, plain: 0, turning: configuration.headSize)
    default: return .rows
    }
  }

  /// Heads of some rows that stay and some of which every second one belongs to the first half.
  static func halves(heads: Int, plain: Int, turning: Int) -> StoredOrder {
    .permutedRows(
      (0..<heads).flatMap { head in
        let first = head * (plain + turning)
        return (0..<plain).map { first + $0 }
          + [0, 1].flatMap { half in
            (0..<(turning / 2)).map { first + plain + 2 * $0 + half }
          }
      })
  }
}
