import CCandorKernels
import CandorCore

/// Linear layers: y = x · Wᵀ with W stored `outputs` × `inputs`, forward and backward (numerics 1).
/// Each output element is one chain of fma over ascending depth; `continues` says that the chain
/// starts from what the output holds instead of +0.
extension Arithmetic {
  /// y[row, o] = Σ_i x[row, i] · weight[o, i]
  ///
  /// - Complexity: 2 · rows · inputs · outputs operations; packs `weight` into `scratch`.
  public func forwardLinear(
    rows: Int, inputs: Int, outputs: Int, x: borrowing Buffer<Float>, from first: Int = 0,
    weight: Span<Float>, into y: inout Buffer<Float>, at start: Int = 0, scratch: inout Scratch
  ) {
    scratch.reserve(panelCount(inputs: inputs, outputs: outputs))
    packLinear(inputs: inputs, outputs: outputs, weight: weight, into: &scratch.buffer)
    forwardLinear(
      rows: rows, inputs: inputs, outputs: outputs, x: x, from: first, panels: scratch.buffer,
      into: &y, at: start)
  }

  /// Numbers that the panels of a weight matrix take.
  public func panelCount(inputs: Int, outputs: Int) -> Int {
    (outputs + 15) / 16 * 16 * inputs
  }

  /// Lays a weight matrix out for `forwardLinear(…panels:…)`, to be used more than once in a step.
  public func packLinear(
    inputs: Int, outputs: Int, weight: Span<Float>, into panels: inout Buffer<Float>
  ) {
    precondition(weight.count >= inputs * outputs)
    precondition(panels.count >= panelCount(inputs: inputs, outputs: outputs))
    unsafe pack(
      weight.readable, depthStride: 1, columnStride: inputs, depth: inputs, columns: outputs,
      into: panels.writable)
  }

  /// The same with weights that `packLinear` laid out.
  public func forwardLinear(
    rows: Int, inputs: Int, outputs: Int, x: borrowing Buffer<Float>, from first: Int = 0,
    panels: borrowing Buffer<Float>, into y: inout Buffer<Float>, at start: Int = 0
  ) {
    precondition(x.count >= first + rows * inputs && y.count >= start + rows * outputs)
    precondition(panels.count >= panelCount(inputs: inputs, outputs: outputs))
    let right = unsafe ck_right_t(
      base: panels.readable, panel_stride: 16 * inputs, depth_stride: 16, format: 0)
    let left = unsafe ck_left_t(base: x.readable + first, row_stride: inputs, depth_stride: 1)
    unsafe product(
      rows: rows, columns: outputs, depth: inputs, left, right, into: y.writable + start,
      continues: false)
  }

  /// dx[row, i] = Σ_o dy[row, o] · weight[o, i]
  public func backwardLinearInput(
    rows: Int, inputs: Int, outputs: Int, dy: borrowing Buffer<Float>,
    weight: Span<Float>, into dx: inout Buffer<Float>, at start: Int = 0, continues: Bool = false,
    scratch: inout Scratch
  ) {
    precondition(dy.count >= rows * outputs && dx.count >= start + rows * inputs)
    precondition(weight.count >= inputs * outputs)
    let left = unsafe ck_left_t(base: dy.readable, row_stride: outputs, depth_stride: 1)
    let right = unsafe rowMajor(
      weight.readable, depth: outputs, columns: inputs, scratch: &scratch)
    unsafe product(
      rows: rows, columns: inputs, depth: outputs, left, right, into: dx.writable + start,
      continues: continues)
  }

  /// dweight[o, i] continues its chain with Σ_row dy[row, o] · x[row, i], rows ascending.
  public func backwardLinearWeight(
    rows: Int, inputs: Int, outputs: Int, dy: borrowing Buffer<Float>, x: borrowing Buffer<Float>,
    from first: Int = 0, into dweight: inout MutableSpan<Float>, scratch: inout Scratch
  ) {
    precondition(dy.count >= rows * outputs && x.count >= first + rows * inputs)
    precondition(dweight.count >= inputs * outputs)
    let left = unsafe ck_left_t(base: dy.readable, row_stride: 1, depth_stride: outputs)
    let right = unsafe rowMajor(
      x.readable + first, depth: rows, columns: inputs, scratch: &scratch)
    unsafe product(
      rows: outputs, columns: inputs, depth: rows, left, right, into: dweight.writable,
      continues: true)
  }

  /// A row-major right side serves as it stands when its columns fill whole panels.
  @unsafe private func rowMajor(
    _ source: UnsafePointer<Float>, depth: Int, columns: Int, scratch: inout Scratch
  ) -> ck_right_t {
    if columns % 16 == 0 {
      return unsafe ck_right_t(base: source, panel_stride: 16, depth_stride: columns, format: 0)
    }
    scratch.reserve((columns + 15) / 16 * 16 * depth)
    let packed = unsafe scratch.buffer.writable
    unsafe pack(
      source, depthStride: columns, columnStride: 1, depth: depth, columns: columns,
      into: packed)
    return unsafe ck_right_t(base: packed, panel_stride: 16 * depth, depth_stride: 16, format: 0)
  }

  @unsafe private func pack(
    _ source: UnsafePointer<Float>, depthStride: Int, columnStride: Int, depth: Int, columns: Int,
    into panels: UnsafeMutablePointer<Float>
  ) {
    forEachShare(of: columns, grain: 16) { share in
      for column in stride(from: share.lowerBound, to: share.upperBound, by: 16) {
        unsafe kernels.pack(
          source + column * columnStride, depthStride, columnStride, depth,
          min(16, columns - column), panels + column * depth)
      }
    }
  }

  /// Divides the output, whose rows are `stride` apart, into tiles for the workers.
  @unsafe func product(
    rows: Int, columns: Int, depth: Int, _ left: ck_left_t, _ right: ck_right_t,
    into output: UnsafeMutablePointer<Float>, stride: Int? = nil, continues: Bool
  ) {
    guard rows > 0, columns > 0 else { return }
    let stride = stride ?? columns
    let each = unsafe right.format == 0 ? 4 : 2
    // Equal tiles of at most 384 columns and about 128 rows, which use a strip of the right side many
    // times over; as many as the workers can share evenly.
    let wide = part(of: columns, parts: (columns + 383) / 384, grain: 48)
    let across = (columns + wide - 1) / wide
    let parts = max((2 * pool.threads + across - 1) / across, (rows + 127) / 128)
    let shared = (parts + pool.threads - 1) / pool.threads * pool.threads
    let high = part(of: rows, parts: shared, grain: 8)
    let down = (rows + high - 1) / high
    pool.run(across * down) { tile in
      let row = tile % down * high
      let column = tile / down * wide
      unsafe kernels.product(
        min(high, rows - row), min(wide, columns - column), depth,
        ck_left_t(
          base: left.base + row * left.row_stride, row_stride: left.row_stride,
          depth_stride: left.depth_stride),
        ck_right_t(
          base: right.base + column / 16 * right.panel_stride * each,
          panel_stride: right.panel_stride, depth_stride: right.depth_stride,
          format: right.format),
        output + row * stride + column, stride, continues)
    }
  }

  /// The length of `parts` equal parts of `count`, in grains that the registers take.
  private func part(of count: Int, parts: Int, grain: Int) -> Int {
    min(count, (count + parts * grain - 1) / (parts * grain) * grain)
  }
}
