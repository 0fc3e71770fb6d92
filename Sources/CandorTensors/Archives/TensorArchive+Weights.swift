import CandorCore
import SystemPackage

/// Weights as binary32, whatever their format.
extension TensorArchive {
  /// Rows and columns of the scales that DeepSeek's checkpoints keep beside weights of eight bits:
  /// each scale belongs to a block of so many rows and columns.
  static let scaleBlock = 128

  /// What is added to the name of a tensor to name its scales.
  static let scaleSuffix = "_scale_inv"

  /// The numbers of some rows, those of all but the last dimension taken together; a vector or scalar
  /// is one row.
  ///
  /// Numbers of eight bits are multiplied by their block's scale where the archive has a tensor of
  /// the same name with `_scale_inv` after it.
  ///
  /// - Precondition: the rows are rows of the tensor and fill `values`.
  /// - Throws: `unsupported` for whole numbers; `mismatch` for scales of another format or shape;
  ///   `nonFinite`, with the scale's number, for one that is not finite.
  public func read(
    _ entry: Entry, rows: Range<Int>, with arithmetic: Arithmetic,
    into values: inout MutableSpan<Float>
  ) throws {
    let columns = entry.shape.last ?? 1
    precondition(values.count == rows.count * columns)
    guard entry.format.hasWeights else {
      throw CandorError(
        .unsupported, "\(entry.format.rawValue) numbers are no weights",
        at: .init(file: path(of: entry).string, field: entry.name))
    }
    guard columns > 0 else { return }
    let row = columns / entry.format.blockLength * entry.format.blockBytes
    withBytes(of: entry) { bytes in
      let part = bytes.extracting((rows.lowerBound * row)..<(rows.upperBound * row))
      arithmetic.dequantise(part, entry.format, into: &values)
    }
    guard entry.format == .float8E4M3, self.entry(named: entry.name + Self.scaleSuffix) != nil
    else { return }
    try scale(&values, rows, columns, by: scales(of: entry), arithmetic)
  }

  /// The scales of a matrix of eight bits: one for each block of 128 × 128 weights.
  ///
  /// - Throws: `mismatch` where they are missing or of another format or shape.
  public func scales(of entry: Entry) throws -> Entry {
    let name = entry.name + Self.scaleSuffix
    func mismatch(_ message: String, _ hint: String, _ path: FilePath) -> CandorError {
      CandorError(.mismatch, message, hint: hint, at: .init(file: path.string, field: name))
    }
    guard let scales = self.entry(named: name) else {
      throw mismatch(
        "the scales of `\(entry.name)` are missing",
        "weights of eight bits mean nothing without them", path(of: entry))
    }
    let shape = entry.shape.map { $0 / Self.scaleBlock + ($0 % Self.scaleBlock > 0 ? 1 : 0) }
    guard shape.count == 2, scales.shape == shape, DenseFormat(scales.format) != nil else {
      throw mismatch(
        "scales of \(scales.format.rawValue) \(scales.shape) where F32 \(shape) are expected",
        "one scale for \(Self.scaleBlock) × \(Self.scaleBlock) weights is known here",
        path(of: scales))
    }
    return scales
  }

  private func scale(
    _ values: inout MutableSpan<Float>, _ rows: Range<Int>, _ columns: Int, by scales: Entry,
    _ arithmetic: Arithmetic
  ) throws {
    var factors = [Float](repeating: 0, count: scales.shape[1])
    var block = -1
    for row in rows {
      if row / Self.scaleBlock != block {
        block = row / Self.scaleBlock
        var span = factors.mutableSpan
        try read(scales, rows: block..<(block + 1), with: arithmetic, into: &span)
        if let index = factors.firstIndex(where: { !$0.isFinite }) {
          throw CandorError(
            .nonFinite, "the scale [\(block), \(index)] is \(factors[index])",
            at: .init(file: path(of: scales).string, field: scales.name))
        }
      }
      let start = (row - rows.lowerBound) * columns
      for (index, factor) in factors.enumerated() {
        let first = start + index * Self.scaleBlock
        arithmetic.scale(
          &values, first..<min(first + Self.scaleBlock, start + columns), by: factor)
      }
    }
  }
}
