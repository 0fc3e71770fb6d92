import CandorCore
import CandorTensors

/// The keys and values of a sequence that a decoder has read, layer by layer. It grows as the
/// sequence does.
public final class KeyValueCache {
  /// The most positions it will hold.
  public let capacity: Int
  let layers: [Layer]

  public init(_ configuration: DecoderConfiguration, capacity: Int) {
    self.capacity = capacity
    let attention = configuration.attention
    layers = (0..<configuration.layers).map { _ in
      Layer(keyWidth: attention.keyWidth, valueWidth: attention.valueWidth, capacity: capacity)
    }
  }

  /// Bytes that are taken now.
  var byteCount: Int { layers.reduce(0) { $0 + 4 * ($1.key.count + $1.value.count) } }

  /// Bytes that one position takes.
  public static func bytesPerPosition(_ configuration: DecoderConfiguration) -> Int {
    4 * configuration.layers
      * (configuration.attention.keyWidth + configuration.attention.valueWidth)
  }

  final class Layer {
    fileprivate(set) var key: Buffer<Float>
    fileprivate(set) var value: Buffer<Float>
    private let keyWidth: Int
    private let valueWidth: Int
    private let capacity: Int
    /// Positions there is room for.
    private var room = 0

    init(keyWidth: Int, valueWidth: Int, capacity: Int) {
      (self.keyWidth, self.valueWidth, self.capacity) = (keyWidth, valueWidth, capacity)
      key = Buffer(count: 0, repeating: 0)
      value = Buffer(count: 0, repeating: 0)
    }

    /// Makes room for `positions` and keeps what is there.
    func reserve(_ positions: Int) throws {
      precondition(positions <= capacity)
      guard positions > room else { return }
      let wanted = min(capacity, max(positions, 2 * room, 64))
      try Self.grow(&key, to: wanted * keyWidth)
      try Self.grow(&value, to: wanted * valueWidth)
      room = wanted
    }

    private static func grow(_ buffer: inout Buffer<Float>, to count: Int) throws {
      var larger = try Buffer<Float>(checkedCount: count, repeating: 0)
      copy(buffer, to: &larger)
      buffer = larger
    }

    private static func copy(_ source: borrowing Buffer<Float>, to target: inout Buffer<Float>) {
      let old = source.span
      var new = target.mutableSpan
      for index in old.indices { new[index] = old[index] }
    }

    // Spans are taken of parameters, not of properties of a class, whose spans escape (Swift 6.3.1).
    fileprivate static func lend<Result>(
      _ numbers: borrowing Buffer<Float>, _ count: Int, _ body: (Span<Float>) throws -> Result
    ) rethrows -> Result {
      try body(numbers.span.extracting(first: count))
    }

    fileprivate static func lend(
      _ numbers: inout Buffer<Float>, _ count: Int,
      _ body: (inout MutableSpan<Float>) throws -> Void
    ) rethrows {
      var all = numbers.mutableSpan
      var part = all._mutatingExtracting(first: count)
      try body(&part)
    }

    /// Adds some rows' keys and values as positions `start`….
    func append(_ state: LayerState, rows: Range<Int>, at start: Int, _ arithmetic: Arithmetic) {
      precondition(start + rows.count <= room)
      arithmetic.copy(
        count: rows.count * keyWidth, state.key, from: rows.lowerBound * keyWidth, to: &key,
        at: start * keyWidth)
      arithmetic.copy(
        count: rows.count * valueWidth, state.value, from: rows.lowerBound * valueWidth, to: &value,
        at: start * valueWidth)
    }
  }

  /// Lends the first `positions` of some keys or values.
  func withNumbers<Result>(
    of tensor: CachedTensor, positions: Int, _ body: (Span<Float>) throws -> Result
  ) rethrows -> Result {
    let layer = layers[tensor.layer]
    return switch tensor.part {
    case .keys: try Layer.lend(layer.key, positions * tensor.width, body)
    case .values: try Layer.lend(layer.value, positions * tensor.width, body)
    }
  }

  /// Lends them to be written.
  ///
  /// - Precondition: there is room for them.
  func withMutableNumbers(
    of tensor: CachedTensor, positions: Int, _ body: (inout MutableSpan<Float>) throws -> Void
  ) rethrows {
    let layer = layers[tensor.layer]
    switch tensor.part {
    case .keys: try Layer.lend(&layer.key, positions * tensor.width, body)
    case .values: try Layer.lend(&layer.value, positions * tensor.width, body)
    }
  }

  /// Makes room for `positions` in every layer.
  ///
  /// - Throws: `unavailable` without the memory.
  public func reserve(_ positions: Int) throws {
    for layer in layers { try layer.reserve(positions) }
  }
}
