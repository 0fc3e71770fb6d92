import CandorCore
import CandorTensors

/// The keys and values of a sequence that a decoder has read, layer by layer. It grows as the
/// sequence does; a layer that sees only the last positions keeps little more than those.
public final class KeyValueCache {
  /// The most positions it will hold.
  public let capacity: Int
  let layers: [Layer]

  public init(_ configuration: DecoderConfiguration, capacity: Int) {
    self.capacity = capacity
    let attention = configuration.attention
    layers = (0..<configuration.layers).map { index in
      Layer(
        keyWidth: attention.keyWidth, valueWidth: attention.valueWidth, capacity: capacity,
        reach: configuration.layerAttention(index).reach)
    }
  }

  /// Bytes that are taken now.
  var byteCount: Int { layers.reduce(0) { $0 + 4 * ($1.key.count + $1.value.count) } }

  /// Bytes that so many positions take, of which at most `rows` come at once.
  public static func byteCount(
    _ configuration: DecoderConfiguration, positions: Int, atOnce rows: Int
  ) -> Int128 {
    let width = configuration.attention.keyWidth + configuration.attention.valueWidth
    return (0..<configuration.layers).reduce(0) {
      let reach = configuration.layerAttention($1).reach
      return $0 + 4 * Int128(width) * Int128(Layer.room(positions, atOnce: rows, reach: reach))
    }
  }

  final class Layer {
    fileprivate(set) var key: Buffer<Float>
    fileprivate(set) var value: Buffer<Float>
    private let keyWidth: Int
    private let valueWidth: Int
    private let capacity: Int
    /// How many positions, its own included, a position sees; nil for all before it.
    let reach: Int?
    /// The first position that is kept: a multiple of sixteen, so that each keeps its lane.
    fileprivate(set) var start = 0
    /// Positions there is room for.
    private var room = 0

    /// So many tokens can always be taken back.
    private static let spare = 128

    init(keyWidth: Int, valueWidth: Int, capacity: Int, reach: Int?) {
      (self.keyWidth, self.valueWidth, self.capacity) = (keyWidth, valueWidth, capacity)
      self.reach = reach
      key = Buffer(count: 0, repeating: 0)
      value = Buffer(count: 0, repeating: 0)
    }

    /// The room that `positions` take, of which at most `rows` come at once: with a reach twice that and
    /// a little more, so that what is kept is moved seldom.
    static func room(_ positions: Int, atOnce rows: Int, reach: Int?) -> Int {
      guard let reach, reach < positions / 2 else { return positions }
      return min(positions, 2 * reach + spare + min(rows, positions) + 16)
    }

    /// The first position that has to be kept so that the one at `position` can be read.
    private func firstNeeded(for position: Int) -> Int {
      reach.map { max(0, position + 1 - $0) } ?? 0
    }

    /// Whether the next position can be `position`.
    func canContinue(at position: Int) -> Bool { start <= firstNeeded(for: position) }

    /// Makes room for `positions` and keeps what is there.
    func reserve(_ positions: Int, atOnce rows: Int) throws {
      precondition(positions <= capacity)
      let needed = Self.room(positions, atOnce: rows, reach: reach)
      guard needed > room else { return }
      let most = Self.room(capacity, atOnce: rows, reach: reach)
      let wanted = min(most, max(needed, 2 * room, 64))
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

    /// Adds some rows' keys and values as positions `position`….
    func append(_ state: LayerState, rows: Range<Int>, at position: Int, _ arithmetic: Arithmetic) {
      if position + rows.count - start > room { forget(before: position) }
      let place = position - start
      precondition(place + rows.count <= room)
      arithmetic.copy(
        count: rows.count * keyWidth, state.key, from: rows.lowerBound * keyWidth, to: &key,
        at: place * keyWidth)
      arithmetic.copy(
        count: rows.count * valueWidth, state.value, from: rows.lowerBound * valueWidth, to: &value,
        at: place * valueWidth)
    }

    /// Lets go of what is not needed to go on at `position`, nor some tokens before.
    private func forget(before position: Int) {
      let first = max(start, firstNeeded(for: position - Self.spare) / 16 * 16)
      Self.move(&key, from: (first - start) * keyWidth, count: (position - first) * keyWidth)
      Self.move(&value, from: (first - start) * valueWidth, count: (position - first) * valueWidth)
      start = first
    }

    private static func move(_ numbers: inout Buffer<Float>, from first: Int, count: Int) {
      var numbers = numbers.mutableSpan
      for index in 0..<count { numbers[index] = numbers[first + index] }
    }

    /// Takes the last of `kept` rows, which end before `position`, for its own; says which.
    func adopt(_ kept: Int, before position: Int) -> Range<Int> {
      let first = position - kept
      start = position - first > room ? firstNeeded(for: position - Self.spare) / 16 * 16 : first
      return (start - first)..<kept
    }
  }

  /// Lends the keys or values that are kept of the first `positions`.
  func withNumbers<Result>(
    of tensor: CachedTensor, positions: Int, _ body: (Span<Float>) throws -> Result
  ) rethrows -> Result {
    let layer = layers[tensor.layer]
    let count = (positions - layer.start) * tensor.width
    return switch tensor.part {
    case .keys: try Layer.lend(layer.key, count, body)
    case .values: try Layer.lend(layer.value, count, body)
    }
  }

  /// Lends them to be written: the last of `kept` rows, which end before `position`.
  ///
  /// - Precondition: there is room for `position`.
  func adopt(
    _ kept: Int, of tensor: CachedTensor, before position: Int,
    _ body: (_ rows: Range<Int>, inout MutableSpan<Float>) throws -> Void
  ) rethrows {
    let layer = layers[tensor.layer]
    let rows = layer.adopt(kept, before: position)
    switch tensor.part {
    case .keys: try Layer.lend(&layer.key, rows.count * tensor.width) { try body(rows, &$0) }
    case .values: try Layer.lend(&layer.value, rows.count * tensor.width) { try body(rows, &$0) }
    }
  }

  /// Makes room for `positions` in every layer, of which at most `rows` come at once.
  ///
  /// - Throws: `unavailable` without the memory.
  public func reserve(_ positions: Int, atOnce rows: Int? = nil) throws {
    for layer in layers { try layer.reserve(positions, atOnce: rows ?? positions) }
  }

  /// Forgets the positions from `count` on, or all where a layer has let go of what comes before.
  ///
  /// - Returns: how many are left.
  func rewind(to count: Int) -> Int {
    if layers.allSatisfy({ $0.canContinue(at: count) }) { return count }
    for layer in layers { layer.start = 0 }
    return 0
  }
}
