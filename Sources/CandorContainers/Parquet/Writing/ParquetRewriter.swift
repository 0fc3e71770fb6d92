/// Writes a Parquet file anew without some of its rows.
///
/// Row groups that lose nothing are copied byte for byte. The others are encoded anew: the values that
/// stay, in the same order and with the same levels, as PLAIN pages packed with Snappy, which give the
/// same bytes everywhere. The schema and the file's own metadata stay as they are; statistics and indexes
/// of what was encoded anew are left out.
///
/// A group without damage is read column by column. One with damage is put together row by row as an audit
/// does, once for each column, for only so it is certain which values belong to rows that can be read.
/// - Memory: a page for each column of a damaged group, else one.
package struct ParquetRewriter {
  package typealias Append = ([UInt8]) throws -> Void

  private let file: ParquetFile
  private let limits: ParquetLimits
  private var offset = 0
  private var groups = ThriftWriter()
  private var groupCount = 0
  private var rowCount = 0

  /// - Parameters:
  ///   - removed: numbers of rows in the file, ascending, without overlaps.
  ///   - damaged: those of them that cannot be read.
  ///   - append: takes the bytes of the new file, in order.
  /// - Throws: ``ParquetDamage`` if a row that is to stay cannot be read; what `append` throws;
  ///   `unavailable` if the system lacks a library for the file's codecs.
  package static func write(
    _ file: ParquetFile, without removed: [Range<Int>], damaged: [Range<Int>],
    limits: ParquetLimits = ParquetLimits(), to append: Append
  ) throws {
    var rewriter = ParquetRewriter(file: file, limits: limits)
    try rewriter.write(without: removed, damaged, append)
  }

  private init(file: ParquetFile, limits: ParquetLimits) {
    self.file = file
    self.limits = limits
  }

  private mutating func write(
    without removed: [Range<Int>], _ damaged: [Range<Int>], _ append: Append
  ) throws {
    try put(Array("PAR1".utf8), append)
    let placed = try PlacedFile(file.path)
    var firstRow = 0
    for (number, group) in file.groups.enumerated() {
      let rows = firstRow..<firstRow + group.rows
      firstRow = rows.upperBound
      let gone = Self.holes(removed, in: rows)
      let left = group.rows - gone.reduce(0) { $0 + $1.count }
      if left == 0 { continue }
      if gone.isEmpty {
        try copy(number, placed, append)
      } else {
        let isDamaged = damaged.contains { $0.overlaps(rows) }
        try encode(number, without: gone, rows: left, isDamaged: isDamaged, placed, append)
      }
      groupCount += 1
      rowCount += left
    }
    try putFooter(append)
  }

  /// What of `removed` is in a group, by its own numbers.
  private static func holes(_ removed: [Range<Int>], in rows: Range<Int>) -> [Range<Int>] {
    removed.map { $0.clamped(to: rows) }.filter { !$0.isEmpty }
      .map { $0.lowerBound - rows.lowerBound..<$0.upperBound - rows.lowerBound }
  }

  private mutating func put(_ bytes: [UInt8], _ append: Append) throws {
    try append(bytes)
    offset += bytes.count
  }

  /// A group as it is; only its offsets change.
  private mutating func copy(_ number: Int, _ placed: PlacedFile, _ append: Append) throws {
    let chunks = file.chunks(of: number)
    var shifts: [Int] = []
    let start = offset
    for chunk in chunks {
      shifts.append(offset - chunk.range.lowerBound)
      for begin in stride(from: chunk.range.lowerBound, to: chunk.range.upperBound, by: 1 << 20) {
        try put(placed.read(begin..<min(begin + 1 << 20, chunk.range.upperBound)), append)
      }
    }
    let group = file.groups[number]
    try groups.element { writer in
      writer.list(1, of: .structure, count: chunks.count)
      for (chunk, shift) in zip(chunks, shifts) {
        try writer.element { writer in
          writer.integer(2, 0)
          try writer.structure(3) { try file.copyMetadata(of: chunk, shift: shift, to: &$0) }
        }
      }
      writer.integer(2, chunks.reduce(0) { $0 + $1.unpackedSize })
      writer.integer(3, group.rows)
      writer.integer(5, start)
      writer.integer(6, offset - start)
    }
  }

  private mutating func encode(
    _ number: Int, without gone: [Range<Int>], rows: Int, isDamaged: Bool, _ placed: PlacedFile,
    _ append: Append
  ) throws {
    let budget = GroupBudget(limits, groupBytes: file.groups[number].size)
    var columns: [(pages: PageWriter, start: Int, leaf: Int)] = []
    let start = offset
    for (index, chunk) in file.chunks(of: number).enumerated() {
      try ParquetCodec.load(chunk.codec)
      let leaf = file.schema.leaves[chunk.column]
      let columnStart = offset
      var pages: PageWriter
      if isDamaged {
        pages = try copyRows(number, column: index, without: gone, append)
      } else {
        let column = ColumnReader(
          placed, chunk, file.schema.nodes[leaf], rows: file.groups[number].rows, budget)
        pages = try copyValues(column, of: file.groups[number].rows, without: gone, append)
      }
      if let page = pages.takePage() { try put(page, append) }
      columns.append((pages, columnStart, leaf))
    }
    putGroup(columns, rows: rows, from: start)
  }

  /// The values of a column that stay, of which the last are not yet put.
  private mutating func copyValues(
    _ column: ColumnReader, of rows: Int, without gone: [Range<Int>], _ append: Append
  ) throws -> PageWriter {
    var pages = PageWriter(column.node)
    do {
      for hole in gone + [rows..<rows] {
        while try column.load(), column.repetition != 0 || column.started < hole.lowerBound {
          if column.repetition == 0, pages.isFull, let page = pages.takePage() {
            try put(page, append)
          }
          pages.append(column)
          column.advance()
        }
        try column.skip(to: hole.upperBound)
      }
    } catch let blocked as ColumnReader.Blocked {
      throw blocked.damage
    }
    guard column.started == rows else {
      throw ParquetDamage("a column with fewer rows than its group", at: column.range)
    }
    return pages
  }

  /// The same of a damaged group.
  private mutating func copyRows(
    _ number: Int, column index: Int, without gone: [Range<Int>], _ append: Append
  ) throws -> PageWriter {
    let rows = try ParquetRows(file, group: number, limits: limits)
    let column = rows.columns[index]
    column.copy = PageWriter(column.node)
    var row = 0
    var holes = gone[...]
    while true {
      let step = rows.next()
      // `gone` is what an audit found, row after row.
      while let hole = holes.first, hole.upperBound <= row { holes.removeFirst() }
      let isGone = holes.first?.contains(row) ?? false
      switch step {
      case .row:
        if isGone { column.copy?.takeBackRow() } else { column.copy?.endRow() }
        row += 1
      case .unreadable(let damage, let count):
        guard isGone || count == 0 else { throw damage }
        column.copy?.takeBackRow()
        row += count
      case .end: return column.copy ?? PageWriter(column.node)
      }
      if column.copy?.isFull == true, let page = column.copy?.takePage() { try put(page, append) }
    }
  }

  private mutating func putGroup(
    _ columns: [(pages: PageWriter, start: Int, leaf: Int)], rows: Int, from start: Int
  ) {
    let schema = file.schema
    groups.element { writer in
      writer.list(1, of: .structure, count: columns.count)
      for column in columns {
        writer.element { writer in
          writer.integer(2, 0)
          writer.structure(3) { writer in
            writer.integer(1, schema.nodes[column.leaf].physical?.rawValue ?? 0, .int32)
            writer.list(2, of: .int32, count: 2)
            writer.element(0)
            writer.element(3)
            let path = schema.path(to: column.leaf)
            writer.list(3, of: .binary, count: path.count)
            for name in path { writer.element(name) }
            writer.integer(4, 1, .int32)
            writer.integer(5, column.pages.valueCount)
            writer.integer(6, column.pages.unpackedSize)
            writer.integer(7, column.pages.size)
            writer.integer(9, column.start)
          }
        }
      }
      writer.integer(2, columns.reduce(0) { $0 + $1.pages.unpackedSize })
      writer.integer(3, rows)
      writer.integer(5, start)
      writer.integer(6, offset - start)
    }
  }

  private mutating func putFooter(_ append: Append) throws {
    var footer = ThriftWriter()
    try footer.element { writer in
      writer.integer(1, 1, .int32)
      try file.copyField(2, to: &writer)
      writer.integer(3, rowCount)
      writer.list(4, of: .structure, count: groupCount)
      writer.append(groups.bytes)
      try file.copyField(5, to: &writer)
      writer.text(6, "candor")
      try file.copyField(7, to: &writer)
    }
    let length = footer.bytes.count
    try put(
      footer.bytes + (0..<4).map { UInt8(truncatingIfNeeded: length >> (8 * $0)) } + "PAR1".utf8,
      append)
  }
}
