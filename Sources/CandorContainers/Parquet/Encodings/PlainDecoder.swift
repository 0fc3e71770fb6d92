/// Values one after another, truths as bits (PLAIN).
final class PlainDecoder: ValueDecoder {
  private let node: ParquetSchema.Node
  private var run: ByteRun
  private var bit = 0

  init(_ node: ParquetSchema.Node, _ run: ByteRun) {
    self.node = node
    self.run = run
  }

  var isAtEnd: Bool { 8 * run.left - bit < 8 }

  func decode(_ count: Int, into batch: inout ValueBatch) throws {
    if node.physical == .boolean {
      guard count <= 8 * run.left - bit else { throw ParquetDamage("values that end too early") }
      for index in bit..<bit + count { batch.numbers.append(run.bits(1, at: index)) }
      bit += count
    } else if node.isNumeric {
      guard count <= run.left / node.length else {
        throw ParquetDamage("values that end too early")
      }
      for _ in 0..<count { batch.numbers.append(node.number(try run.word(node.length))) }
    } else {
      batch.bytes = run.bytes
      for _ in 0..<count {
        let length = try node.fixedLength ?? Int(run.word(4))
        batch.ranges.append(try run.take(length))
      }
    }
  }
}
