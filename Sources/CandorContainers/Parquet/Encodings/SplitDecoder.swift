/// The first bytes of all values, then all second bytes, and so on (BYTE_STREAM_SPLIT).
final class SplitDecoder: ValueDecoder {
  private let node: ParquetSchema.Node
  private let run: ByteRun
  /// The number of values in the page.
  private let count: Int
  private var done = 0

  init(_ node: ParquetSchema.Node, _ run: ByteRun) {
    self.node = node
    self.run = run
    count = run.left / node.length
  }

  var isAtEnd: Bool { done == count && run.left == count * node.length }

  func decode(_ count: Int, into batch: inout ValueBatch) throws {
    guard count <= self.count - done else { throw ParquetDamage("values that end too early") }
    batch.bytes = []
    for value in done..<done + count {
      if node.isNumeric {
        var word: UInt64 = 0
        for index in 0..<node.length { word |= UInt64(byte(index, of: value)) << UInt64(8 * index) }
        batch.numbers.append(node.number(word))
      } else {
        let start = batch.bytes.count
        for index in 0..<node.length { batch.bytes.append(byte(index, of: value)) }
        batch.ranges.append(start..<batch.bytes.count)
      }
    }
    done += count
  }

  private func byte(_ index: Int, of value: Int) -> UInt8 {
    run.bytes[run.position + index * count + value]
  }
}
