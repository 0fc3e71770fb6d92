import CCandorKernels
import CandorCore

/// A run of positions that see each other: row `queryStart + r` asks at position `first + r`, and
/// positions 0 ..< `count` stand in rows `keyStart`… of the keys and values.
public struct AttentionWindow: Sendable, Hashable {
  public var queryStart: Int
  public var keyStart: Int
  public var count: Int
  public var first: Int

  public init(queryStart: Int, keyStart: Int, count: Int, first: Int = 0) {
    self.queryStart = queryStart
    self.keyStart = keyStart
    self.count = count
    self.first = first
  }

  var queries: Int { count - first }
}

/// Causal attention over windows (numerics 3).
extension Arithmetic {
  /// output = softmax(q · kᵀ · scale) · v in every window.
  ///
  /// - Parameters:
  ///   - query, key, value, output: rows as wide as `shape` says.
  ///   - statistics: two numbers for each query row and head, which the backward pass reads.
  public func forwardAttention(
    _ shape: AttentionShape, windows: [AttentionWindow], query: borrowing Buffer<Float>,
    key: borrowing Buffer<Float>,
    value: borrowing Buffer<Float>, into output: inout Buffer<Float>,
    statistics: inout Buffer<Float>, scratch: inout Scratch
  ) {
    for window in windows {
      let queryRows = window.queryStart + window.queries
      let keyRows = window.keyStart + window.count
      precondition(window.first >= 0 && window.queries > 0)
      precondition(query.count >= queryRows * shape.queryWidth)
      precondition(output.count >= queryRows * shape.outputWidth)
      precondition(key.count >= keyRows * shape.keyWidth)
      precondition(value.count >= keyRows * shape.valueStride)
      precondition(statistics.count >= queryRows * shape.queryHeads * 2)
    }
    let each = unsafe kernels.attention_scratch(
      longest(windows), shape.headSize, shape.valueSize, false)
    scratch.reserve(each * pool.threads)
    let (query, key, value) = unsafe (query.readable, key.readable, value.readable)
    let (output, statistics) = unsafe (output.writable, statistics.writable)
    let work = unsafe scratch.buffer.writable
    forEachHead(of: windows, shape) { window, head, worker in
      var arguments = unsafe self.window(
        window, head: head, shape, query, key, value, output, statistics)
      unsafe kernels.attention(&arguments, work + worker * each)
    }
  }

  /// The gradients of queries, keys and values; every window starts at its first position, and every
  /// position sees all before it.
  public func backwardAttention(
    _ shape: AttentionShape, windows: [AttentionWindow], query: borrowing Buffer<Float>,
    key: borrowing Buffer<Float>, value: borrowing Buffer<Float>, output: borrowing Buffer<Float>,
    statistics: borrowing Buffer<Float>, dOutput: borrowing Buffer<Float>,
    dQuery: inout Buffer<Float>, dKey: inout Buffer<Float>,
    dValue: inout Buffer<Float>, scratch: inout Scratch
  ) {
    precondition(shape.reach == nil && shape.valueSize == shape.headSize)
    for window in windows {
      precondition(window.first == 0 && window.count > 0 && window.queryStart == window.keyStart)
      let rows = window.queryStart + window.count
      precondition(
        query.count >= rows * shape.queryWidth && dQuery.count >= rows * shape.queryWidth)
      precondition(output.count >= rows * shape.queryWidth)
      precondition(dOutput.count >= rows * shape.queryWidth)
      precondition(key.count >= rows * shape.keyWidth)
      precondition(value.count >= rows * shape.keyWidth)
      precondition(dKey.count >= rows * shape.keyWidth)
      precondition(dValue.count >= rows * shape.keyWidth)
      precondition(statistics.count >= rows * shape.queryHeads * 2)
    }
    let each = unsafe kernels.attention_scratch(
      longest(windows), shape.headSize, shape.headSize, true)
    scratch.reserve(each * pool.threads)
    let (query, key, value) = unsafe (query.readable, key.readable, value.readable)
    let (output, dOutput) = unsafe (output.readable, dOutput.readable)
    let work = unsafe scratch.buffer.writable
    let (dQuery, dKey, dValue) = unsafe (dQuery.writable, dKey.writable, dValue.writable)
    // SAFETY: the backward kernel only reads `output` and `statistics`.
    let statistics = unsafe UnsafeMutablePointer(mutating: statistics.readable)
    let readOnly = unsafe UnsafeMutablePointer(mutating: output)
    forEachHead(of: windows, shape) { window, head, worker in
      var arguments = unsafe self.window(
        window, head: head, shape, query, key, value, readOnly, statistics)
      let queries = window.queryStart * shape.queryWidth + head * shape.group * shape.headSize
      let keys = window.keyStart * shape.keyWidth + head * shape.headSize
      var gradients = unsafe ck_attention_gradients_t(
        output_gradient: dOutput + queries, output_stride: shape.queryWidth,
        query_gradient: dQuery + queries, query_stride: shape.queryWidth,
        key_gradient: dKey + keys, key_stride: shape.keyWidth,
        value_gradient: dValue + keys, value_stride: shape.keyWidth)
      unsafe kernels.attention_backward(&arguments, &gradients, work + worker * each)
    }
  }

  /// Deals the key-value heads of all windows out to the workers, each with a number of its own.
  private func forEachHead(
    of windows: [AttentionWindow], _ shape: AttentionShape,
    _ body: (_ window: AttentionWindow, _ head: Int, _ worker: Int) -> Void
  ) {
    let heads = shape.keyValueHeads
    pool.run(pool.threads) { worker in
      for item in stride(from: worker, to: windows.count * heads, by: pool.threads) {
        body(windows[item / heads], item % heads, worker)
      }
    }
  }

  private func longest(_ windows: [AttentionWindow]) -> Int {
    windows.reduce(1) { max($0, $1.count) }
  }

  @unsafe private func window(
    _ window: AttentionWindow, head: Int, _ shape: AttentionShape,
    _ query: UnsafePointer<Float>, _ key: UnsafePointer<Float>, _ value: UnsafePointer<Float>,
    _ output: UnsafeMutablePointer<Float>, _ statistics: UnsafeMutablePointer<Float>
  ) -> ck_attention_t {
    let queries = window.queryStart * shape.queryWidth + head * shape.group * shape.headSize
    let outputs = window.queryStart * shape.outputWidth + head * shape.group * shape.valueSize
    let keys = window.keyStart * shape.keyWidth + head * shape.headSize
    let values = window.keyStart * shape.valueStride + head * shape.valueSize
    let statistic =
      2 * (window.queryStart * shape.queryHeads + head * shape.group * window.queries)
    return unsafe ck_attention_t(
      count: window.count, first: window.first, reach: shape.reach ?? 0,
      head_size: shape.headSize, value_size: shape.valueSize, query_heads: shape.group,
      query: query + queries, query_stride: shape.queryWidth,
      key: key + keys, key_stride: shape.keyWidth, value: value + values,
      value_stride: shape.valueStride, output: output + outputs,
      output_stride: shape.outputWidth, statistics: statistics + statistic, scale: shape.scale)
  }
}
