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
  private let places: PagePlaces
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
  /// Where the values that are passed go, if they are wanted.
  var copy: PageWriter?
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
    places = PagePlaces(file, chunk.pageIndex, groupRows: rows)
  }

  var repetition: Int { node.repetitionLevel == 0 ? 0 : Int(repetitions[index]) }
  var definition: Int { node.definitionLevel == 0 ? 0 : Int(definitions[index]) }
  var isThere: Bool { definition == node.definitionLevel }
  var number: UInt64 { values.numbers[valueIndex] }
  var bytes: ArraySlice<UInt8> { values.bytes[values.ranges[valueIndex]] }

  /// Whether the column's pages say that they have the group's rows; to be asked before reading.
  var agreesWithGroup: Bool {
    pages.agree(withRows: groupRows, areRepeated: node.repetitionLevel > 0)
  }

  /// Its pages on disk.
  var range: Range<Int> { chunk.range }

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
    copy?.append(self)
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
      try page.decode(number, &repetitions, &definitions, &values)
    } catch {
      throw block(nil, error)
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
        guard !places.contradict(pageAt: found.range.lowerBound, row: started) else {
          let damage = ParquetDamage("a page that begins at another row than its index says")
          passRest()
          throw Blocked(damage: damage.located(pageRange), until: groupRows)
        }
        guard found.header.values > 0 else { continue }
        do {
          page = try readPage(found.header, found.range, found.body)
          return true
        } catch {
          throw block(found.header, error)
        }
      case .index, nil: continue
      }
    }
    return false
  }

  private func readPage(
    _ header: PageHeader, _ range: Range<Int>, _ body: Range<Int>
  ) throws -> DataPage {
    let packed = try pages.read(body, header, budget)
    try budget.give(header.unpackedSize)
    try budget.hold(header.unpackedSize, insteadOf: heldBytes)
    heldBytes = header.unpackedSize
    return try open(header, range, pages.unpack(packed, header))
  }

  private func open(
    _ header: PageHeader, _ range: Range<Int>, _ bytes: [UInt8]
  ) throws -> DataPage {
    try DataPage(
      header, bytes, of: node, rows: header.rows ?? places.rows(ofPageAt: range.lowerBound),
      dictionary: header.encoding == 2 || header.encoding == 8 ? dictionary?.get() : nil)
  }

  private func readDictionary(_ header: PageHeader, _ body: Range<Int>) throws -> ValueBatch {
    let packed = try pages.read(body, header, budget)
    try budget.give(header.unpackedSize)
    try budget.hold(header.unpackedSize, insteadOf: dictionaryBytes)
    dictionaryBytes = header.unpackedSize
    let bytes = try pages.unpack(packed, header)
    var batch = ValueBatch()
    let decoder = PlainDecoder(node, ByteRun(bytes, bytes.indices))
    try decoder.decode(header.values, into: &batch)
    guard decoder.isAtEnd else { throw ParquetDamage("a dictionary with more than it says") }
    return batch
  }

  /// Gives up a page and finds out where the rows behind it begin.
  ///
  /// - Parameter header: nil where the page's own values do not bear out what it says.
  private func block(_ header: PageHeader?, _ error: any Error) -> Blocked {
    page = nil
    (index, count) = (0, 0)
    let damage = damage(error)
    if let rows = header?.rows ?? (node.repetitionLevel == 0 ? header?.values : nil) {
      started = min(pageFirstRow + rows, groupRows)
    } else {
      findRowsBehind()
    }
    return Blocked(damage: damage, until: started)
  }

  /// How many rows a page has that does not say so, or cannot be believed, is not known; but how many
  /// all have is, and those of the pages behind can be counted.
  private func findRowsBehind() {
    var scan = pages
    var (rows, resume) = (0, pages.position)
    while !scan.isAtEnd {
      guard let (header, range, body) = try? scan.nextHeader() else {
        (rows, resume) = (0, chunk.range.upperBound)
        break
      }
      guard header.isData else { continue }
      do {
        let bytes = try scan.unpack(scan.read(body, header, budget), header)
        rows += try countRows(open(header, range, bytes))
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

  /// How many rows begin in a page; all of it is decoded.
  private func countRows(_ page: DataPage) throws -> Int {
    try budget.give(page.header.unpackedSize)
    while page.left > 0 {
      let number = min(page.left, Self.batchSize)
      try budget.give(number)
      try page.decode(number, &repetitions, &definitions, &values)
    }
    return page.rows
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
