import CCandorKernels
import CandorCore

/// Products with quantised weights (numerics 10): activations are quantised once, and then multiplied
/// by one matrix or by several.
extension Arithmetic {
  /// Lays out `outputs` rows of blocks as a file has them.
  ///
  /// - Precondition: `inputs` is a whole number of blocks, and `rows` has all of them.
  /// - Throws: `unavailable` without the memory.
  /// - Complexity: O(outputs · inputs), no arithmetic.
  public func packed(
    _ rows: RawSpan, _ format: BlockFormat, outputs: Int, inputs: Int
  ) throws -> QuantisedMatrix {
    guard let rowBytes = format.rowBytes(inputs: inputs), rows.byteCount == outputs * rowBytes
    else {
      preconditionFailure("\(rows.byteCount) bytes are not \(outputs) rows of \(inputs)")
    }
    let panelBytes = format.panelBytes(inputs: inputs)
    var panels = try Buffer<UInt8>(
      checkedCount: QuantisedMatrix.byteCount(format, outputs: outputs, inputs: inputs),
      repeating: 0)
    unsafe rows.withUnsafeBytes { bytes in
      guard let rows = bytes.baseAddress else { return }
      let panels = unsafe panels.writable
      forEachShare(of: outputs, grain: 16) { share in
        for output in stride(from: share.lowerBound, to: share.upperBound, by: 16) {
          unsafe ck_pack_panel(
            format.rawValue, inputs, min(16, outputs - output),
            (rows + output * rowBytes).assumingMemoryBound(to: UInt8.self),
            panels + output / 16 * panelBytes)
        }
      }
    }
    return QuantisedMatrix(format, outputs: outputs, inputs: inputs, panels: panels)
  }

  /// Quantises `rows` rows of `columns` numbers, which are `stride` apart.
  ///
  /// - Precondition: `columns` is a multiple of 32.
  public func quantise(
    rows: Int, columns: Int, _ x: borrowing Buffer<Float>, from first: Int = 0, stride: Int? = nil,
    into activations: inout QuantisedRows
  ) {
    let stride = stride ?? columns
    precondition(columns > 0 && columns % QuantisedRows.blockLength == 0)
    precondition(rows == 0 || x.count >= first + (rows - 1) * stride + columns)
    activations.resize(rows: rows, columns: columns)
    let blocks = activations.blocksPerRow
    let (x, tiles) = unsafe (x.readable + first, activations.blocks.writable)
    forEachShare(of: rows, grain: 4) { share in
      for row in share {
        let tile = row / QuantisedRows.tileRows * QuantisedRows.tileRows
        unsafe quantised.quantise(
          blocks, x + row * stride, tiles + tile * blocks + (row - tile),
          min(QuantisedRows.tileRows, rows - tile))
      }
    }
  }

  /// y[row, o] = Σ_i x[row, i] · weight[o, i], by numerics 10.
  ///
  /// - Parameters:
  ///   - start, stride: where the rows of y begin and how far apart they are.
  public func multiply(
    _ x: borrowing QuantisedRows, by weight: QuantisedMatrix, into y: inout Buffer<Float>,
    at start: Int = 0, stride: Int? = nil
  ) {
    let stride = stride ?? weight.outputs
    precondition(x.columns == weight.inputs)
    precondition(x.rows == 0 || y.count >= start + (x.rows - 1) * stride + weight.outputs)
    let (rows, blocks) = (x.rows, x.blocksPerRow)
    let (tiles, panels) = unsafe (x.blocks.readable, weight.panels.readable)
    let panelBytes = weight.format.panelBytes(inputs: weight.inputs)
    let y = unsafe y.writable + start
    forEachStrip(rows: rows, outputs: weight.outputs) { first, share in
      let count = min(QuantisedRows.tileRows, rows - first)
      unsafe quantised.product(
        weight.format.rawValue, count, share.count, weight.inputs, tiles + first * blocks,
        panels + share.lowerBound / 16 * panelBytes, y + first * stride + share.lowerBound, stride)
    }
  }

  /// Divides an output into tiles of rows and strips of panels: the tiles of a strip follow one
  /// another, so that its weights stay in the cache.
  private func forEachStrip(rows: Int, outputs: Int, _ body: (Int, Range<Int>) -> Void) {
    let tiles = (rows + QuantisedRows.tileRows - 1) / QuantisedRows.tileRows
    let panels = (outputs + 15) / 16
    let strips = min(panels, max((panels + 15) / 16, pool.threads == 1 ? 1 : 4 * pool.threads))
    guard tiles > 0, strips > 0 else { return }
    pool.run(tiles * strips) { item in
      let strip = item / tiles
      let first = panels * strip / strips * 16
      let last = min(outputs, panels * (strip + 1) / strips * 16)
      body(item % tiles * QuantisedRows.tileRows, first..<last)
    }
  }
}
