import CandorCore

/// A weight matrix laid out for products: `outputs` rows of `inputs` numbers, packed once when a
/// model is loaded. The format is looked at once for each product.
public enum WeightMatrix: Sendable {
  case dense(DenseMatrix)
  case quantised(QuantisedMatrix)

  public var outputs: Int {
    switch self {
    case .dense(let matrix): matrix.outputs
    case .quantised(let matrix): matrix.outputs
    }
  }

  public var inputs: Int {
    switch self {
    case .dense(let matrix): matrix.inputs
    case .quantised(let matrix): matrix.inputs
    }
  }

  /// Bytes of memory.
  public var byteCount: Int {
    switch self {
    case .dense(let matrix): matrix.panels.count
    case .quantised(let matrix): matrix.byteCount
    }
  }

  /// - Complexity: O(outputs · inputs).
  public var isFinite: Bool {
    switch self {
    case .dense(let matrix): matrix.isFinite
    case .quantised(let matrix): matrix.isFinite
    }
  }
}
