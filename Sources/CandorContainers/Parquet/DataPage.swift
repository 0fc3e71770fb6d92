/// A page of values, unpacked, as its levels and values are decoded.
final class DataPage {
  let header: PageHeader
  let decoder: any ValueDecoder
  private let node: ParquetSchema.Node
  private var repetition: LevelRuns?
  private var definition: LevelRuns?
  /// Values and nulls that are still to come.
  private(set) var left: Int

  init(
    _ header: PageHeader, _ bytes: [UInt8], of node: ParquetSchema.Node, dictionary: ValueBatch?
  ) throws {
    self.header = header
    self.node = node
    left = header.values
    var run = ByteRun(bytes, bytes.indices)
    (repetition, definition) = try Self.levels(header, &run, of: node)
    decoder = try ValueBatch.decoder(header.encoding, of: node, run, dictionary: dictionary)
  }

  /// Decodes the levels of the next `count` values and nulls; returns how many are values.
  func levels(
    _ count: Int, _ repetitions: inout [UInt32], _ definitions: inout [UInt32]
  ) throws -> Int {
    repetitions.removeAll(keepingCapacity: true)
    definitions.removeAll(keepingCapacity: true)
    try repetition?.decode(count, into: &repetitions)
    try definition?.decode(count, into: &definitions)
    left -= count
    guard repetitions.allSatisfy({ $0 <= node.repetitionLevel }) else {
      throw ParquetDamage("a repetition level beyond the schema")
    }
    if definition == nil { return count }
    var present = 0
    for level in definitions {
      guard level <= node.definitionLevel else {
        throw ParquetDamage("a definition level beyond the schema")
      }
      if level == node.definitionLevel { present += 1 }
    }
    return present
  }

  /// Takes the levels off the front of a page.
  private static func levels(
    _ header: PageHeader, _ run: inout ByteRun, of node: ParquetSchema.Node
  ) throws -> (repetition: LevelRuns?, definition: LevelRuns?) {
    func take(_ level: Int, _ encoding: Int, _ length: Int) throws -> LevelRuns? {
      if header.kind == .dataV2 {
        let part = ByteRun(run.bytes, try run.take(length))
        return level == 0 ? nil : try LevelRuns(part, width: width(of: level))
      }
      guard level > 0 else { return nil }
      guard encoding == 3 else {
        throw ParquetDamage(.unsupported, "levels in encoding \(encoding)")
      }
      let part = ByteRun(run.bytes, try run.take(Int(run.word(4))))
      return try LevelRuns(part, width: width(of: level))
    }
    let repetition = try take(
      node.repetitionLevel, header.levelEncodings.repetition, header.levelBytes.repetition)
    let definition = try take(
      node.definitionLevel, header.levelEncodings.definition, header.levelBytes.definition)
    return (repetition, definition)
  }

  private static func width(of level: Int) -> Int { Int.bitWidth - level.leadingZeroBitCount }

  /// How many rows begin in a page.
  static func rows(
    _ header: PageHeader, _ bytes: [UInt8], of node: ParquetSchema.Node, _ budget: GroupBudget
  ) throws -> Int {
    if let rows = header.rows { return rows }
    var run = ByteRun(bytes, bytes.indices)
    var (runs, _) = try levels(header, &run, of: node)
    var (rows, left) = (0, header.values)
    var batch: [UInt32] = []
    while left > 0 {
      let count = min(left, 1024)
      try budget.give(count)
      batch.removeAll(keepingCapacity: true)
      try runs?.decode(count, into: &batch)
      for level in batch where level == 0 { rows += 1 }
      left -= count
    }
    return rows
  }
}
