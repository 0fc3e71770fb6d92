import CCandorKernels
import CandorCore

/// How a file stores a matrix.
public enum StoredOrder: Sendable, Hashable {
  /// A row of inputs for each output.
  case rows
  /// The same, output o being the stored row with this number.
  case permutedRows([Int])
  /// A row of outputs for each input.
  case columns
}

/// Products with weights that are only read (numerics 1).
extension Arithmetic {
  /// Lays out a matrix of numbers, least significant byte first.
  ///
  /// - Parameter done: is told, on any thread, which bytes of `numbers` will not be read again.
  /// - Throws: `unavailable` without the memory.
  /// - Complexity: O(outputs · inputs).
  public func packed(
    _ numbers: RawSpan, _ format: DenseFormat, outputs: Int, inputs: Int,
    order: StoredOrder = .rows, done: (Range<Int>) -> Void = { _ in }
  ) throws -> DenseMatrix {
    precondition(numbers.byteCount == outputs * inputs * format.size)
    var panels = try Buffer<UInt8>(
      checkedCount: DenseMatrix.byteCount(format, outputs: outputs, inputs: inputs), repeating: 0)
    try unsafe numbers.withUnsafeBytes { bytes in
      guard let source = bytes.baseAddress else { return }
      if case .permutedRows(let rows) = order {
        precondition(rows.count == outputs && rows.allSatisfy { (0..<outputs).contains($0) })
        var sorted = try Buffer<UInt8>(checkedCount: bytes.count, repeating: 0)
        let (target, size) = unsafe (UnsafeMutableRawPointer(sorted.writable), inputs * format.size)
        for (row, stored) in rows.enumerated() {
          unsafe (target + row * size).copyMemory(from: source + stored * size, byteCount: size)
        }
        done(0..<bytes.count)
        unsafe pack(target, format, outputs, inputs, order, into: panels.writable) { _ in }
      } else if Int(bitPattern: source) % format.size != 0 {
        // A file may place its numbers anywhere; the kernels want them on their own boundaries.
        var aligned = try Buffer<UInt8>(checkedCount: bytes.count, repeating: 0)
        let target = unsafe UnsafeMutableRawPointer(aligned.writable)
        unsafe target.copyMemory(from: source, byteCount: bytes.count)
        done(0..<bytes.count)
        unsafe pack(target, format, outputs, inputs, order, into: panels.writable) { _ in }
      } else {
        unsafe pack(source, format, outputs, inputs, order, into: panels.writable, done: done)
      }
    }
    return DenseMatrix(format, outputs: outputs, inputs: inputs, panels: panels)
  }

  @unsafe private func pack(
    _ source: UnsafeRawPointer, _ format: DenseFormat, _ outputs: Int, _ inputs: Int,
    _ order: StoredOrder, into panels: UnsafeMutableRawPointer, done: (Range<Int>) -> Void
  ) {
    let isTransposed = order == .columns
    let (depthStride, columnStride) = isTransposed ? (outputs, 1) : (1, inputs)
    let rowBytes = inputs * format.size
    forEachStrip(of: outputs, rowBytes: rowBytes) { strip in
      for output in stride(from: strip.lowerBound, to: strip.upperBound, by: 16) {
        let count = min(16, outputs - output)
        let source = unsafe source + output * columnStride * format.size
        let panel = unsafe panels + output * rowBytes
        // SAFETY: both sides hold numbers of `format` and begin on boundaries of their size.
        if format == .float32 {
          unsafe kernels.pack(
            source.assumingMemoryBound(to: Float.self), depthStride, columnStride, inputs, count,
            panel.assumingMemoryBound(to: Float.self))
        } else {
          unsafe kernels.pack_halves(
            source.assumingMemoryBound(to: UInt16.self), depthStride, columnStride, inputs, count,
            panel.assumingMemoryBound(to: UInt16.self))
        }
      }
      if !isTransposed { done((strip.lowerBound * rowBytes)..<(strip.upperBound * rowBytes)) }
    }
    if isTransposed { done(0..<(outputs * rowBytes)) }
  }

  /// Numbers as binary32, without error.
  public func widened(_ numbers: RawSpan, _ format: DenseFormat) -> [Float] {
    var result = [Float](repeating: 0, count: numbers.byteCount / format.size)
    for index in result.indices {
      // SAFETY: any bytes are a number; the span checks the bound.
      result[index] =
        switch format {
        case .float32:
          unsafe Float(
            bitPattern: UInt32(
              littleEndian: numbers.unsafeLoadUnaligned(
                fromByteOffset: 4 * index, as: UInt32.self)))
        case .bfloat16:
          unsafe Float(
            bitPattern: UInt32(
              UInt16(
                littleEndian: numbers.unsafeLoadUnaligned(
                  fromByteOffset: 2 * index, as: UInt16.self))) << 16)
        case .float16:
          unsafe Self.widened(
            UInt16(
              littleEndian: numbers.unsafeLoadUnaligned(
                fromByteOffset: 2 * index, as: UInt16.self)))
        }
    }
    return result
  }

  /// binary16 to binary32, as the kernels do it: the exponent's bias changes by an exact product.
  private static func widened(_ half: UInt16) -> Float {
    let magnitude = Float(bitPattern: UInt32(half & 0x7fff) << 13) * 0x1p112
    let special: UInt32 = half & 0x7c00 == 0x7c00 ? 0x7f80_0000 : 0
    return Float(bitPattern: magnitude.bitPattern | special | UInt32(half & 0x8000) << 16)
  }

  /// y[row, o] = Σ_i x[row, i] · weight[o, i]
  ///
  /// - Parameters:
  ///   - first, stride: where the rows of x begin and how far apart they are; `weight.inputs` by
  ///     default.
  ///   - start, outputStride: the same of y.
  public func multiply(
    rows: Int, _ x: borrowing Buffer<Float>, from first: Int = 0, stride: Int? = nil,
    by weight: WeightMatrix, into y: inout Buffer<Float>, at start: Int = 0,
    outputStride: Int? = nil, scratch: inout Scratch
  ) {
    guard rows > 0 else { return }
    let (stride, outputStride) = (stride ?? weight.inputs, outputStride ?? weight.outputs)
    precondition(x.count >= first + (rows - 1) * stride + weight.inputs)
    precondition(y.count >= start + (rows - 1) * outputStride + weight.outputs)
    switch weight {
    case .dense(let matrix):
      let left = unsafe ck_left_t(base: x.readable + first, row_stride: stride, depth_stride: 1)
      unsafe product(
        rows: rows, columns: matrix.outputs, depth: matrix.inputs, left, right(matrix),
        into: y.writable + start, stride: outputStride, continues: false)
    case .quantised(let matrix):
      quantise(
        rows: rows, columns: matrix.inputs, x, from: first, stride: stride,
        into: &scratch.activations)
      multiply(scratch.activations, by: matrix, into: &y, at: start, stride: outputStride)
    }
  }

  /// Two products of the same rows; quantised ones are shared out together.
  public func multiply(
    rows: Int, _ x: borrowing Buffer<Float>, by weights: (WeightMatrix, WeightMatrix),
    into y: inout Buffer<Float>, _ z: inout Buffer<Float>, scratch: inout Scratch
  ) {
    guard case (.quantised(let first), .quantised(let second)) = weights else {
      multiply(rows: rows, x, by: weights.0, into: &y, scratch: &scratch)
      multiply(rows: rows, x, by: weights.1, into: &z, scratch: &scratch)
      return
    }
    quantise(rows: rows, columns: first.inputs, x, into: &scratch.activations)
    multiply(scratch.activations, by: (first, second), into: &y, &z)
  }

  /// Rows of `table` chosen by `indices`, widened.
  public func gather(
    _ indices: Span<Int32>, from table: WeightMatrix, into rows: inout Buffer<Float>
  ) {
    let (count, columns) = (indices.count, table.inputs)
    precondition(rows.count >= count * columns)
    let (index, rows) = unsafe (indices.readable, rows.writable)
    switch table {
    case .dense(let matrix):
      let right = unsafe right(matrix)
      forEachShare(of: count, grain: 1) { share in
        for row in share {
          let chosen = unsafe Int(index[row])
          precondition(chosen >= 0 && chosen < matrix.outputs)
          unsafe kernels.column(right, chosen, columns, rows + row * columns)
        }
      }
    case .quantised(let matrix):
      let panelBytes = matrix.format.panelBytes(inputs: columns)
      let panels = unsafe matrix.panels.readable
      forEachShare(of: count, grain: 1) { share in
        for row in share {
          let chosen = unsafe Int(index[row])
          precondition(chosen >= 0 && chosen < matrix.outputs)
          unsafe ck_unpack_column(
            matrix.format.rawValue, columns, panels + chosen / 16 * panelBytes, chosen % 16,
            rows + row * columns)
        }
      }
    }
  }

  @unsafe private func right(_ matrix: DenseMatrix) -> ck_right_t {
    let format =
      switch matrix.format {
      case .float32: ck_float32
      case .bfloat16: ck_bfloat16
      case .float16: ck_float16
      }
    return unsafe ck_right_t(
      base: matrix.panels.readable, panel_stride: 16 * matrix.inputs, depth_stride: 16,
      format: Int32(format))
  }
}
