import CCandorKernels
import CandorCore

/// What the gate of a feed-forward layer goes through.
public enum Activation: Sendable, Hashable {
  /// x · sigmoid(x)
  case silu
  /// The approximation of x · Φ(x) with tanh (Hendrycks and Gimpel, 2016).
  case geluTanh
}

/// Reductions over rows and the elementwise parts of the layers (numerics 2, 5).
extension Arithmetic {
  /// y = x · weight / √(mean(x²) + epsilon), row by row; keeps 1/√… in `inverse`.
  public func forwardNorm(
    rows: Int, columns: Int, epsilon: Float, x: borrowing Buffer<Float>, weight: Span<Float>,
    into y: inout Buffer<Float>, inverse: inout Buffer<Float>
  ) {
    precondition(x.count >= rows * columns && y.count >= rows * columns)
    precondition(weight.count >= columns && inverse.count >= rows)
    let (x, weight, y, inverse) = unsafe (x.readable, weight.readable, y.writable, inverse.writable)
    forEachShare(of: rows, grain: 8) { share in
      let first = share.lowerBound
      unsafe kernels.rms_norm(
        share.count, columns, epsilon, x + first * columns, weight, y + first * columns,
        inverse + first)
    }
  }

  /// Adds the gradient of the norm's input to `dx`.
  public func backwardNorm(
    rows: Int, columns: Int, x: borrowing Buffer<Float>, weight: Span<Float>,
    inverse: borrowing Buffer<Float>, dy: borrowing Buffer<Float>,
    addingTo dx: inout Buffer<Float>
  ) {
    precondition(x.count >= rows * columns && dy.count >= rows * columns)
    precondition(dx.count >= rows * columns && weight.count >= columns && inverse.count >= rows)
    let (x, weight, inverse) = unsafe (x.readable, weight.readable, inverse.readable)
    let (dy, dx) = unsafe (dy.readable, dx.writable)
    forEachShare(of: rows, grain: 8) { share in
      let first = share.lowerBound
      unsafe kernels.rms_norm_backward(
        share.count, columns, x + first * columns, weight, inverse + first, dy + first * columns,
        dx + first * columns)
    }
  }

  /// `dweight` continues its chains over ascending rows.
  public func backwardNormWeight(
    rows: Int, columns: Int, x: borrowing Buffer<Float>, inverse: borrowing Buffer<Float>,
    dy: borrowing Buffer<Float>, into dweight: inout MutableSpan<Float>
  ) {
    precondition(x.count >= rows * columns && dy.count >= rows * columns)
    precondition(inverse.count >= rows && dweight.count >= columns)
    let (x, inverse, dy) = unsafe (x.readable, inverse.readable, dy.readable)
    let dweight = unsafe dweight.writable
    forEachShare(of: columns, grain: 16) { share in
      let first = share.lowerBound
      unsafe kernels.rms_norm_weight_backward(
        rows, share.count, columns, x + first, inverse, dy + first, dweight + first)
    }
  }

  /// y = activation(gate) · up
  public func forwardGate(
    _ activation: Activation = .silu, count: Int, gate: borrowing Buffer<Float>,
    up: borrowing Buffer<Float>, into y: inout Buffer<Float>
  ) {
    precondition(gate.count >= count && up.count >= count && y.count >= count)
    let (gate, up, y) = unsafe (gate.readable, up.readable, y.writable)
    forEachShare(of: count, grain: 1024) { share in
      let first = share.lowerBound
      switch activation {
      case .silu: unsafe kernels.gate(share.count, gate + first, up + first, y + first)
      case .geluTanh: unsafe kernels.gelu_gate(share.count, gate + first, up + first, y + first)
      }
    }
  }

  /// Replaces `gate` and `up` by their gradients.
  public func backwardGate(
    count: Int, dy: borrowing Buffer<Float>, gate: inout Buffer<Float>, up: inout Buffer<Float>
  ) {
    precondition(gate.count >= count && up.count >= count && dy.count >= count)
    let (gate, up, dy) = unsafe (gate.writable, up.writable, dy.readable)
    forEachShare(of: count, grain: 1024) { share in
      let first = share.lowerBound
      unsafe kernels.gate_backward(
        share.count, gate + first, up + first, dy + first, gate + first, up + first)
    }
  }

  /// The norm of `rows` rows of x, which are `stride` apart, in place.
  public func normalise(
    rows: Int, columns: Int, stride: Int? = nil, epsilon: Float, weight: Span<Float>,
    _ x: inout Buffer<Float>, at start: Int = 0
  ) {
    let stride = stride ?? columns
    precondition(rows == 0 || x.count >= start + (rows - 1) * stride + columns)
    precondition(weight.count >= columns)
    let (x, weight) = unsafe (x.writable + start, weight.readable)
    forEachShare(of: rows, grain: 8) { share in
      for row in share {
        let row = unsafe x + row * stride
        unsafe kernels.rms_norm(1, columns, epsilon, row, weight, row, nil)
      }
    }
  }

  /// Adds `vector` to each of `rows` rows of y.
  public func add(_ vector: Span<Float>, toRows rows: Int, of y: inout Buffer<Float>) {
    let columns = vector.count
    precondition(y.count >= rows * columns)
    let (vector, y) = unsafe (vector.readable, y.writable)
    forEachShare(of: rows, grain: 16) { share in
      for row in share { unsafe kernels.add(columns, vector, y + row * columns) }
    }
  }

  /// x = factor · x
  public func scale(count: Int, by factor: Float, _ x: inout Buffer<Float>) {
    precondition(x.count >= count)
    let x = unsafe x.writable
    forEachShare(of: count, grain: 4096) { share in
      unsafe kernels.scale(share.count, factor, x + share.lowerBound)
    }
  }

  /// Copies `columns` numbers of each of `rows` rows, which are `stride` and `outputStride` apart.
  public func copyRows(
    _ rows: Int, columns: Int, _ x: borrowing Buffer<Float>, from first: Int, stride: Int,
    to y: inout Buffer<Float>, at start: Int, outputStride: Int
  ) {
    guard rows > 0 else { return }
    precondition(x.count >= first + (rows - 1) * stride + columns)
    precondition(y.count >= start + (rows - 1) * outputStride + columns)
    let (x, y) = unsafe (x.readable + first, y.writable + start)
    for row in 0..<rows {
      unsafe (y + row * outputStride).update(from: x + row * stride, count: columns)
    }
  }

  /// Copies `count` numbers.
  public func copy(
    count: Int, _ x: borrowing Buffer<Float>, from first: Int = 0, to y: inout Buffer<Float>,
    at start: Int = 0
  ) {
    precondition(x.count >= first + count && y.count >= start + count)
    unsafe (y.writable + start).update(from: x.readable + first, count: count)
  }

  /// x = 0
  public func clear(count: Int, _ x: inout Buffer<Float>) {
    precondition(x.count >= count)
    let x = unsafe x.writable
    forEachShare(of: count, grain: 4096) { share in
      unsafe (x + share.lowerBound).update(repeating: 0, count: share.count)
    }
  }

  /// y += x
  public func add(count: Int, _ x: borrowing Buffer<Float>, to y: inout Buffer<Float>) {
    precondition(x.count >= count && y.count >= count)
    let (x, y) = unsafe (x.readable, y.writable)
    forEachShare(of: count, grain: 4096) { share in
      unsafe kernels.add(share.count, x + share.lowerBound, y + share.lowerBound)
    }
  }

  /// Rows of `table` chosen by `indices`.
  public func gather(
    _ indices: Span<Int32>, columns: Int, from table: Span<Float>,
    into rows: inout Buffer<Float>
  ) {
    precondition(rows.count >= indices.count * columns)
    let available = table.count / columns
    let (count, index) = unsafe (indices.count, indices.readable)
    let (table, rows) = unsafe (table.readable, rows.writable)
    forEachShare(of: count, grain: 16) { share in
      for row in share {
        let from = unsafe Int(index[row])
        precondition(from >= 0 && from < available)
        unsafe (rows + row * columns).update(from: table + from * columns, count: columns)
      }
    }
  }

  /// Adds each row to the row of `table` that `indices` names, rows ascending.
  public func scatterAdd(
    _ rows: borrowing Buffer<Float>, columns: Int, indices: Span<Int32>,
    into table: inout MutableSpan<Float>
  ) {
    precondition(rows.count >= indices.count * columns)
    let available = table.count / columns
    let (count, index) = unsafe (indices.count, indices.readable)
    let (rows, table) = unsafe (rows.readable, table.writable)
    // Workers own columns, so that every element sees its rows in ascending order.
    forEachShare(of: columns, grain: 16) { share in
      for row in 0..<count {
        let to = unsafe Int(index[row])
        precondition(to >= 0 && to < available)
        unsafe kernels.add(
          share.count, rows + row * columns + share.lowerBound,
          table + to * columns + share.lowerBound)
      }
    }
  }

  /// −log softmax(logits)[target] of every row; with `gradients`, the logits become the gradients of
  /// those losses.
  public func crossEntropy(
    rows: Int, columns: Int, logits: inout Buffer<Float>, targets: Span<Int32>,
    losses: inout Buffer<Float>, at start: Int = 0, gradients: Bool
  ) {
    precondition(logits.count >= rows * columns && targets.count >= rows)
    precondition(losses.count >= start + rows)
    let (logits, target, losses) = unsafe (
      logits.writable, targets.readable, losses.writable + start
    )
    forEachShare(of: rows, grain: 4) { share in
      for row in share {
        let chosen = unsafe Int(target[row])
        precondition(chosen >= 0 && chosen < columns)
        let logit = unsafe logits + row * columns
        unsafe losses[row] = unsafe kernels.cross_entropy(
          columns, logit, chosen, gradients ? logit : nil)
      }
    }
  }

  /// Σ x in the order of numerics 2.
  public func sum(_ x: borrowing Buffer<Float>, count: Int) -> Float {
    precondition(x.count >= count)
    return unsafe kernels.sum(count, x.readable)
  }

  /// Index of the largest; the lower index on a tie.
  public func argmax(_ x: Span<Float>) -> Int {
    precondition(x.count > 0)
    return unsafe kernels.argmax(x.count, x.readable)
  }
}
