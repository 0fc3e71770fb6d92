/// The values of one column in one row group, with their levels, one after another.
///
/// A page that cannot be read costs its rows: they are passed, and where reading goes on is said.
/// - Memory: one page and the dictionary, both within the group's budget, and a batch of values.
final class ColumnReader {
  /// Rows that cannot be read, up to the first that can.
  struct Blocked: Error {
    let damage: ParquetDamage
    let until: Int
  }

  let node: ParquetSchema.Node
  private let chunk: ColumnChunk
  private let budget: GroupBudget
  private let groupRows: Int
  private var pages: ColumnPages
  private var dictionary: Result<ValueBatch, ParquetDamage>?
  private var dictionaryBytes = 0

  private var page: DataPage?
  private var pageRange = 0..<0
  private var pageFirstRow = 0
  private var heldBytes = 0

  private var repetitions: [UInt32] = []
  private var definitions: [UInt32] = []
  private var count = 0
  private var index = 0
  private var values = ValueBatch()
  private var valueIndex = 0

  /// The rows that have begun.
  private(set) var started = 0
  /// Bytes on disk of the pages that were read or passed.
  private(set) var bytesRead = 0

  private static let batchSize = 1024

  init(
    _ file: PlacedFile, _ chunk: ColumnChunk, _ node: ParquetSchema.Node, rows: Int,
    _ budget: GroupBudget
  ) {
    self.node = node
    self.chunk = chunk
    self.budget = budget
    groupRows = rows
    pages = ColumnPages(file, chunk)
  }

  var repetition: Int { node.repetitionLevel == 0 ? 0 : Int(repetitions[index]) }
  var definition: Int { node.definitionLevel == 0 ? 0 : Int(definitions[index]) }
  var isThere: Bool { definition == node.definitionLevel }
  var number: UInt64 { values.numbers[valueIndex] }
  var bytes: ArraySlice<UInt8> { values.bytes[values.ranges[valueIndex]] }

  /// Makes the next value ready; false at the end.
  func load() throws -> Bool {
    while index == count {
      guard try page?.left ?? 0 > 0 || nextPage() else { return false }
      try nextBatch()
    }
    return true
  }

  /// Passes the value that is ready.
  func advance() {
    if isThere { valueIndex += 1 }
    if repetition == 0 { started += 1 }
    index += 1
  }

  /// The repetition level of the next value, 0 at the end. A page of version 2 ends with a row.
  func nextRepetition() throws -> Int {
    guard node.repetitionLevel > 0 else { return 0 }
    if index == count, page?.left ?? 0 == 0, page?.header.rows != nil { return 0 }
    return try load() ? repetition : 0
  }

  /// Passes all that is before a row.
  func skip(to row: Int) throws {
    while try load(), repetition != 0 || started < row { advance() }
  }

  private func nextBatch() throws {
    guard let page else { return }
    let number = min(page.left, Self.batchSize)
    do {
      try budget.give(number)
      let present = try page.levels(number, &repetitions, &definitions)
      values.removeAll()
      try page.decoder.decode(present, into: &values)
    } catch {
      throw block(page.header, error)
    }
    (index, count, valueIndex) = (0, number, 0)
  }

  /// Goes to the next page with values; false if there is none.
  private func nextPage() throws -> Bool {
    page = nil
    while !pages.isAtEnd {
      let found: (header: PageHeader, range: Range<Int>, body: Range<Int>)
      do {
        found = try pages.nextHeader()
      } catch {
        pageRange = pages.position..<chunk.range.upperBound
        passRest()
        throw Blocked(damage: damage(error), until: groupRows)
      }
      bytesRead += found.range.count
      (pageRange, pageFirstRow) = (found.range, started)
      switch found.header.kind {
      case .dictionary:
        dictionary = Result { try readDictionary(found.header, found.body) }.mapError(damage)
      case .data, .dataV2:
        guard found.header.values > 0 else { continue }
        do {
          page = try readPage(found.header, found.body)
          return true
        } catch {
          throw block(found.header, error)
        }
      case .index, nil: continue
      }
    }
    return false
  }

  private func readPage(_ header: PageHeader, _ body: Range<Int>) throws -> DataPage {
    let packed = try pages.read(body, header, budget)
    try budget.give(header.unpackedSize)
    try budget.hold(header.unpackedSize, insteadOf: heldBytes)
    heldBytes = header.unpackedSize
    return try DataPage(
      header, pages.unpack(packed, header), of: node,
      dictionary: header.encoding == 2 || header.encoding == 8 ? dictionary?.get() : nil)
  }

  private func readDictionary(_ header: PageHeader, _ body: Range<Int>) throws -> ValueBatch {
    let packed = try pages.read(body, header, budget)
    try budget.give(header.unpackedSize)
    try budget.hold(header.unpackedSize, insteadOf: dictionaryBytes)
    dictionaryBytes = header.unpackedSize
    let bytes = try pages.unpack(packed, header)
    var batch = ValueBatch()
    try PlainDecoder(node, ByteRun(bytes, bytes.indices)).decode(header.values, into: &batch)
    return batch
  }

  /// Gives up a page and finds out where the rows behind it begin.
  private func block(_ header: PageHeader, _ error: any Error) -> Blocked {
    page = nil
    (index, count) = (0, 0)
    let damage = damage(error)
    if let rows = header.rows {
      started = min(pageFirstRow + rows, groupRows)
    } else if node.repetitionLevel == 0 {
      started = min(pageFirstRow + header.values, groupRows)
    } else {
      findRowsBehind()
    }
    return Blocked(damage: damage, until: started)
  }

  /// How many rows a page of version 1 has is not said where values repeat; but how many all have is,
  /// and those of the pages behind can be counted.
  private func findRowsBehind() {
    var scan = pages
    var (rows, resume) = (0, pages.position)
    while !scan.isAtEnd {
      guard let (header, _, body) = try? scan.nextHeader() else {
        (rows, resume) = (0, chunk.range.upperBound)
        break
      }
      guard header.kind == .data || header.kind == .dataV2 else { continue }
      do {
        let bytes = try scan.unpack(scan.read(body, header, budget), header)
        rows += try DataPage.rows(header, bytes, of: node, budget)
      } catch {
        (rows, resume) = (0, scan.position)
      }
    }
    bytesRead += resume - pages.position
    pages.position = resume
    if rows <= groupRows - started {
      started = groupRows - rows
    } else {
      passRest()
    }
  }

  /// Passes all pages that are left.
  func passRest() {
    page = nil
    (index, count) = (0, 0)
    bytesRead += chunk.range.upperBound - pages.position
    pages.position = chunk.range.upperBound
    started = groupRows
  }

  private func damage(_ error: any Error) -> ParquetDamage {
    (error as? ParquetDamage ?? ParquetDamage("\(error)")).located(pageRange)
  }
}
