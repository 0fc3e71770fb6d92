import CandorCore
import SystemPackage

/// Weights as binary32, whatever their format.
extension TensorArchive {
  /// Rows and columns of the scales that DeepSeek's checkpoints keep beside weights of eight bits:
  /// each scale belongs to a block of so many rows and columns.
  static let scaleBlock = 128

  /// The numbers of some rows; a vector or scalar is one row.
  ///
  /// Numbers of eight bits are multiplied by their block's scale where the archive has a tensor of
  /// the same name with `_scale_inv` after it.
  ///
  /// - Precondition: the rows are rows of the tensor and fill `values`.
  /// - Throws: `unsupported` for whole numbers; `mismatch` for scales of another format or shape.
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
    guard entry.format == .float8E4M3, let scales = self.entry(named: entry.name + "_scale_inv")
    else { return }
    try scale(&values, rows, columns, of: entry, by: scales, arithmetic)
  }

  private func scale(
    _ values: inout MutableSpan<Float>, _ rows: Range<Int>, _ columns: Int, of entry: Entry,
    by scales: Entry, _ arithmetic: Arithmetic
  ) throws {
    func blocks(_ count: Int) -> Int {
      count / Self.scaleBlock + (count % Self.scaleBlock > 0 ? 1 : 0)
    }
    let shape = entry.shape.map(blocks)
    guard shape.count == 2, scales.shape == shape, scales.format == .float32 else {
      throw CandorError(
        .mismatch,
        "scales of \(scales.format.rawValue) \(scales.shape) where F32 \(shape) are expected",
        hint: "one scale for \(Self.scaleBlock) × \(Self.scaleBlock) weights is known here",
        at: .init(file: path(of: scales).string, field: scales.name))
    }
    var factors = [Float](repeating: 0, count: shape[1])
    var block = -1
    for row in rows {
      if row / Self.scaleBlock != block {
        block = row / Self.scaleBlock
        var span = factors.mutableSpan
        try read(scales, rows: block..<(block + 1), with: arithmetic, into: &span)
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
