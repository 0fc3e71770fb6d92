/// A page of values, unpacked, as its levels and values are decoded.
final class DataPage {
  let header: PageHeader
  let decoder: any ValueDecoder
  private let node: ParquetSchema.Node
  private var repetition: LevelRuns?
  private var definition: LevelRuns?
  /// Values and nulls that are still to come.
  private(set) var left: Int
  private let statedRows: Int?
  /// Rows that have begun.
  private(set) var rows = 0

  /// - Parameter rows: how many rows begin in it, if anything says so.
  init(
    _ header: PageHeader, _ bytes: [UInt8], of node: ParquetSchema.Node, rows statedRows: Int?,
    dictionary: ValueBatch?
  ) throws {
    self.header = header
    self.statedRows = statedRows
    self.node = node
    left = header.values
    var run = ByteRun(bytes, bytes.indices)
    (repetition, definition) = try Self.levels(header, &run, of: node)
    decoder = try ValueBatch.decoder(header.encoding, of: node, run, dictionary: dictionary)
  }

  /// Decodes the next `count` values and nulls, with their levels.
  ///
  /// - Throws: ``ParquetDamage``, also if they are the last and the page holds other values than it says.
  func decode(
    _ count: Int, _ repetitions: inout [UInt32], _ definitions: inout [UInt32],
    _ values: inout ValueBatch
  ) throws {
    let present = try levels(count, &repetitions, &definitions)
    values.removeAll()
    try decoder.decode(present, into: &values)
    for level in repetitions where level == 0 { rows += 1 }
    if repetition == nil { rows += count }
    if left == 0 { try checkEnd() }
  }

  /// Decodes the levels of the next `count` values and nulls; returns how many are values.
  private func levels(
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

  /// Sees that the page holds no other values and rows than it says; all of them have been decoded.
  private func checkEnd() throws {
    guard decoder.isAtEnd, repetition?.isAtEnd ?? true, definition?.isAtEnd ?? true,
      statedRows ?? rows == rows
    else { throw ParquetDamage("a page with other values than it says") }
  }
}
