import CandorCore

/// A weight matrix laid out for products: `outputs` rows of `inputs` numbers, packed once when a
/// model is loaded. The format is looked at once for each product.
public enum WeightMatrix: Sendable {
  case dense(DenseMatrix)

  public var outputs: Int {
    switch self {
    case .dense(let matrix): matrix.outputs
    }
  }

  public var inputs: Int {
    switch self {
    case .dense(let matrix): matrix.inputs
    }
  }

  /// Bytes of memory.
  public var byteCount: Int {
    switch self {
    case .dense(let matrix): matrix.panels.count
    }
  }

  /// - Complexity: O(outputs · inputs).
  public var isFinite: Bool {
    switch self {
    case .dense(let matrix): matrix.isFinite
    }
  }
}
