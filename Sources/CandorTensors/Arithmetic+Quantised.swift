import CCandorKernels
import CandorCore

/// Products with quantised weights (numerics 10): activations are quantised once, and then multiplied
/// by one matrix or by several.
extension Arithmetic {
  /// Lays out `outputs` rows of blocks as a file has them.
  ///
  /// - Parameter done: is told, on any thread, which bytes of `rows` will not be read again.
  /// - Precondition: `inputs` is a whole number of blocks, and `rows` has all of them.
  /// - Throws: `unavailable` without the memory.
  /// - Complexity: O(outputs · inputs), no arithmetic.
  public func packed(
    _ rows: RawSpan, _ format: BlockFormat, outputs: Int, inputs: Int, order: StoredOrder = .rows,
    done: (Range<Int>) -> Void = { _ in }
  ) throws -> QuantisedMatrix {
    guard let rowBytes = format.rowBytes(inputs: inputs), rows.byteCount == outputs * rowBytes
    else {
      preconditionFailure("\(rows.byteCount) bytes are not \(outputs) rows of \(inputs)")
    }
    let panelBytes = format.panelBytes(inputs: inputs)
    var panels = try Buffer<UInt8>(
      checkedCount: QuantisedMatrix.byteCount(format, outputs: outputs, inputs: inputs),
      repeating: 0)
    var places: [Int]?
    switch order {
    case .rows: break
    case .permutedRows(let rows):
      precondition(rows.count == outputs && rows.allSatisfy { (0..<outputs).contains($0) })
      places = rows
    case .columns: preconditionFailure("blocks lie along the inputs")
    }
    unsafe rows.withUnsafeBytes { bytes in
      guard let rows = bytes.baseAddress else { return }
      let panels = unsafe panels.writable
      forEachStrip(of: outputs, rowBytes: rowBytes) { strip in
        for output in stride(from: strip.lowerBound, to: strip.upperBound, by: 16) {
          var sources: [UnsafePointer<UInt8>?] = unsafe []
          for row in output..<min(output + 16, outputs) {
            let place = places?[row] ?? row
            unsafe sources.append(
              (rows + place * rowBytes).assumingMemoryBound(to: UInt8.self))
          }
          unsafe ck_pack_panel(
            format.rawValue, inputs, sources.count, sources, panels + output / 16 * panelBytes)
        }
        if places == nil { done((strip.lowerBound * rowBytes)..<(strip.upperBound * rowBytes)) }
      }
    }
    if places != nil { done(0..<rows.byteCount) }
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
    let product = unsafe product(x, weight, into: &y, at: start, stride: stride)
    unsafe run([product], on: x)
  }

  /// Two products of the same rows, shared out together.
  public func multiply(
    _ x: borrowing QuantisedRows, by weights: (QuantisedMatrix, QuantisedMatrix),
    into y: inout Buffer<Float>, _ z: inout Buffer<Float>
  ) {
    let products = unsafe [product(x, weights.0, into: &y), product(x, weights.1, into: &z)]
    unsafe run(products, on: x)
  }

  /// One matrix and where its outputs go.
  @unsafe private struct Product {
    let weight: QuantisedMatrix
    let panels: UnsafePointer<UInt8>
    let output: UnsafeMutablePointer<Float>
    let stride: Int
  }

  @unsafe private func product(
    _ x: borrowing QuantisedRows, _ weight: QuantisedMatrix, into y: inout Buffer<Float>,
    at start: Int = 0, stride: Int? = nil
  ) -> Product {
    let stride = stride ?? weight.outputs
    precondition(x.columns == weight.inputs)
    precondition(x.rows == 0 || y.count >= start + (x.rows - 1) * stride + weight.outputs)
    return unsafe Product(
      weight: weight, panels: weight.panels.readable, output: y.writable + start, stride: stride)
  }

  /// Divides the outputs of all products into tiles of rows and strips of panels: the tiles of a strip
  /// follow one another, so that its weights stay in the cache.
  @unsafe private func run(_ products: [Product], on x: borrowing QuantisedRows) {
    let (rows, blocks) = (x.rows, x.blocksPerRow)
    let activations = unsafe x.blocks.readable
    let tiles = (rows + QuantisedRows.tileRows - 1) / QuantisedRows.tileRows
    let panels = unsafe products.map { unsafe ($0.weight.outputs + 15) / 16 }
    let total = panels.reduce(0, +)
    // Some strips for each worker to choose from, and not more than stays in its cache.
    let width = max(1, min(16, total / (pool.threads == 1 ? 1 : 6 * pool.threads)))
    let ends = panels.reduce(into: [0]) { $0.append($0[$0.count - 1] + ($1 + width - 1) / width) }
    unsafe pool.run(tiles * ends[products.count]) { item in
      let strip = item / tiles
      var index = 0
      while strip >= ends[index + 1] { index += 1 }
      let first = item % tiles * QuantisedRows.tileRows
      let panel = (strip - ends[index]) * width
      let product = unsafe products[index]
      let weight = unsafe product.weight
      let panelBytes = weight.format.panelBytes(inputs: weight.inputs)
      unsafe quantised.product(
        weight.format.rawValue, min(QuantisedRows.tileRows, rows - first),
        min(16 * width, weight.outputs - 16 * panel), weight.inputs,
        activations + first * blocks, product.panels + panel * panelBytes,
        product.output + first * product.stride + 16 * panel, product.stride)
    }
  }
}
