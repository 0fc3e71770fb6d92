/// Byte strings by their prefixes.
struct ByteTrie: Sendable {
  private static let root: Int32 = 0

  private var edges = PairTable()
  /// The value at each node; −1 for none.
  private var values: [Int32] = [-1]
  private var isFirst = [Bool](repeating: false, count: 256)

  var isEmpty: Bool { values.count == 1 }

  /// The value of `key`, if it is not empty; a later one counts.
  mutating func insert(_ key: some Sequence<UInt8>, _ value: Int32) {
    var node = Self.root
    for byte in key {
      if node == Self.root { isFirst[Int(byte)] = true }
      let next = edges.value(of: TokenPair(node, Int32(byte)), orInsert: UInt64(values.count))
      if next == values.count { values.append(-1) }
      node = Int32(next)
    }
    if node != Self.root { values[Int(node)] = value }
  }

  /// Calls `body` with the end and the value of each key that is a prefix of `text[start...]`,
  /// shortest first.
  ///
  /// - Complexity: O(longest key).
  @inline(__always)
  func forEachPrefix(
    of text: Span<UInt8>, from start: Int, to limit: Int,
    _ body: (_ end: Int, _ value: Int32) -> Void
  ) {
    guard start < limit, isFirst.span[Int(text[start])] else { return }
    var (node, position) = (Self.root, start)
    while position < limit, let next = edges[TokenPair(node, Int32(text[position]))] {
      node = Int32(truncatingIfNeeded: next)
      position += 1
      let value = values.span[Int(node)]
      if value >= 0 { body(position, value) }
    }
  }
}
