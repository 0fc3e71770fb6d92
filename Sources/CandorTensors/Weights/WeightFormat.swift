/// How a matrix is stored, and so how it is laid out for products.
public enum WeightFormat: Sendable, Hashable {
  case dense(DenseFormat)
  case blocks(BlockFormat)

  /// Nil where matrices of that type are not multiplied as they stand.
  public init?(_ format: TensorFormat) {
    if let dense = DenseFormat(format) {
      self = .dense(dense)
    } else if let blocks = BlockFormat(format) {
      self = .blocks(blocks)
    } else {
      return nil
    }
  }

  /// Bytes that a `WeightMatrix` takes.
  public func byteCount(outputs: Int, inputs: Int) -> Int {
    switch self {
    case .dense(let format): DenseMatrix.byteCount(format, outputs: outputs, inputs: inputs)
    case .blocks(let format): QuantisedMatrix.byteCount(format, outputs: outputs, inputs: inputs)
    }
  }
}
