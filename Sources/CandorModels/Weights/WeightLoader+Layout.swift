import CandorCore
import CandorTensors
import SystemPackage

/// How stored tensors become what the forward pass reads.
extension WeightLoader {
  func vector(_ tensor: DecoderTensor) throws -> [Float] {
    guard let place = conventions.places(of: tensor, in: configuration).first,
      let entry = tensors.entry(named: place.name), let format = DenseFormat(entry.format)
    else { return [] }
    var numbers = tensors.withBytes(of: entry) { arithmetic.widened($0, format) }
    if case .permutedRows(let rows) = place.order { numbers = rows.map { numbers[$0] } }
    guard conventions.normOffset != 0, tensor.isNorm else { return numbers }
    return numbers.map { $0 + conventions.normOffset }
  }

  func matrices(_ tensor: DecoderTensor) throws -> [WeightMatrix] {
    let shape = configuration.shape(of: tensor) ?? []
    let (outputs, inputs) = (shape[shape.count - 2], shape[shape.count - 1])
    return try conventions.places(of: tensor, in: configuration).map {
      try matrix($0, outputs: outputs, inputs: inputs)
    }
  }

  private func matrix(_ place: TensorPlace, outputs: Int, inputs: Int) throws -> WeightMatrix {
    guard let entry = tensors.entry(named: place.name) else {
      preconditionFailure("`\(place.name)` was not checked")
    }
    let columns = entry.shape[entry.shape.count - 1]
    let row = entry.format.byteCount(of: [columns]) ?? 0
    let bytes = (place.rows.lowerBound * row)..<(place.rows.upperBound * row)
    func release(_ part: Range<Int>) {
      let first = bytes.lowerBound
      tensors.release(entry, (first + part.lowerBound)..<(first + part.upperBound))
    }
    if let format = BlockFormat(entry.format) {
      guard place.order != .columns else {
        throw CandorError(
          .unsupported, "latent attention in \(entry.format.rawValue) is not supported",
          at: .init(file: tensors.path(of: entry).string, field: place.name))
      }
      return .quantised(
        try tensors.withBytes(of: entry) {
          try arithmetic.packed(
            $0.extracting(bytes), format, outputs: outputs, inputs: inputs, order: place.order,
            done: release)
        })
    }
    guard let format = DenseFormat(entry.format) else {
      // Numbers of eight bits and their scales; their products are kept.
      var numbers = try Buffer<Float>(checkedCount: outputs * inputs, repeating: 0)
      var span = numbers.mutableSpan
      try tensors.read(entry, rows: place.rows, with: arithmetic, into: &span)
      release(0..<bytes.count)
      return .dense(
        try arithmetic.packed(
          numbers.span.rawBytes, .float32, outputs: outputs, inputs: inputs, order: place.order))
    }
    return .dense(
      try tensors.withBytes(of: entry) {
        try arithmetic.packed(
          $0.extracting(bytes), format, outputs: outputs, inputs: inputs, order: place.order,
          done: release)
      })
  }
}
