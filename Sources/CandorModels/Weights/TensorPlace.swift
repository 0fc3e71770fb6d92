import CandorTensors

/// Where a matrix or a vector of a decoder stands in the files of a model.
struct TensorPlace: Sendable, Hashable {
  /// The stored tensor.
  var name: String
  /// Its rows that are meant, of all its rows without regard to further dimensions; a vector is a row.
  var rows: Range<Int>
  /// How they are in order; of a vector, its numbers.
  var order = StoredOrder.rows
}

extension TensorConventions {
  /// Where the matrices of a tensor stand, or the one place of a matrix or vector.
  ///
  /// This is the one description of what files hold: weights are read by it, and written.
  ///
  /// - Precondition: the decoder has the tensor.
  func places(
    of tensor: DecoderTensor, in configuration: DecoderConfiguration
  ) -> [TensorPlace] {
    guard let shape = configuration.shape(of: tensor) else { preconditionFailure("\(tensor)") }
    let name = self[tensor]
    guard shape.count == 3 else {
      let rows = shape.count == 2 ? shape[0] : 1
      return [
        TensorPlace(name: name, rows: 0..<rows, order: order(of: tensor, in: configuration))
      ]
    }
    let (count, outputs) = (shape[0], shape[1])
    if name.contains("*") {
      return (0..<count).map { TensorPlace(name: expert($0, of: name), rows: 0..<outputs) }
    }
    if let latent = configuration.latent, joinsKeysAndValues, case .layer(_, let part) = tensor {
      // Each head's keys, and then its values. Keys are stored as if they were computed; in the
      // forward pass queries go the other way.
      return (0..<count).map { head in
        let keys = head * (latent.plainSize + latent.valueSize)
        let values = keys + latent.plainSize
        return part == .keyUp
          ? TensorPlace(name: name, rows: keys..<values, order: .columns)
          : TensorPlace(name: name, rows: values..<(values + latent.valueSize))
      }
    }
    return (0..<count).map {
      TensorPlace(name: name, rows: ($0 * outputs)..<(($0 + 1) * outputs))
    }
  }

  /// The stored tensors that hold a decoder's, each once, with their shapes.
  func stored(
    _ tensors: [DecoderTensor], of configuration: DecoderConfiguration
  ) -> [(name: String, shape: [Int])] {
    var known: Set<String> = []
    return tensors.flatMap { tensor -> [(name: String, shape: [Int])] in
      let (name, shape) = (self[tensor], configuration.shape(of: tensor) ?? [])
      guard known.insert(name).inserted else { return [] }
      guard shape.count == 3 else { return [(name, shape)] }
      if name.contains("*") {
        return (0..<shape[0]).map { (expert($0, of: name), Array(shape[1...])) }
      }
      guard joinsKeysAndValues, let latent = configuration.latent, isKeyOrValue(tensor) else {
        return [(name, shape)]
      }
      return [(name, [shape[0] * (latent.plainSize + latent.valueSize), latent.rank])]
    }
  }

  private func expert(_ number: Int, of name: String) -> String {
    name.replacing("*", with: "\(number)", maxReplacements: 1)
  }

  /// Whether the two matrices of latent attention are one stored tensor.
  private var joinsKeysAndValues: Bool {
    inLayer[.keyUp].map { $0 == inLayer[.valueUp] } ?? false
  }

  private func isKeyOrValue(_ tensor: DecoderTensor) -> Bool {
    guard case .layer(_, let part) = tensor else { return false }
    return part == .keyUp || part == .valueUp
  }

  /// Numbers that turn together stand half a head apart in the forward pass.
  private func order(
    of tensor: DecoderTensor, in configuration: DecoderConfiguration
  ) -> StoredOrder {
    guard interleavesPairs, case .layer(_, let tensor) = tensor else { return .rows }
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
  private static func halves(heads: Int, plain: Int, turning: Int) -> StoredOrder {
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
