/// One row: what is in it, in the order of the schema.
package struct ParquetRow: Sendable {
  /// Nodes are numbers in ``ParquetSchema/nodes``.
  package enum Item: Sendable, Equatable {
    /// A group begins; one that repeats, once for each time.
    case begin(Int)
    case end
    /// Nothing where the node could be; no element where it repeats.
    case null(Int)
    /// The bits of a number or a truth.
    case number(Int, UInt64)
    /// A value, by its place in ``ParquetRow/bytes``.
    case bytes(Int, Range<Int>)
    /// So many bytes that are no text and were not kept.
    case binary(Int, Int)
  }

  package private(set) var items: [Item] = []
  package private(set) var bytes: [UInt8] = []

  mutating func clear() {
    items.removeAll(keepingCapacity: true)
    bytes.removeAll(keepingCapacity: true)
  }

  mutating func append(_ item: Item) { items.append(item) }

  mutating func append(_ node: Int, _ value: ArraySlice<UInt8>) {
    let start = bytes.count
    bytes.append(contentsOf: value)
    items.append(.bytes(node, start..<bytes.count))
  }

  /// Roughly what it takes in memory.
  var size: Int { bytes.count + 8 * items.count }
}
