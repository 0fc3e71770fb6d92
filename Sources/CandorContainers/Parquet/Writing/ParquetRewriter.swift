/// Writes a Parquet file anew without some of its rows.
///
/// Row groups that lose nothing are copied byte for byte. The others are encoded anew: the values that
/// stay, in the same order and with the same levels, as PLAIN pages packed with Snappy, which give the
/// same bytes everywhere. The schema and the file's own metadata stay as they are; statistics and indexes
/// of what was encoded anew are left out.
/// - Memory: a page for each column.
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
  ///   - append: takes the bytes of the new file, in order.
  /// - Throws: ``ParquetDamage`` if a row that is to stay cannot be read; what `append` throws;
  ///   `unavailable` if the system lacks a library for the file's codecs.
  package static func write(
    _ file: ParquetFile, without removed: [Range<Int>], limits: ParquetLimits = ParquetLimits(),
    to append: Append
  ) throws {
    var rewriter = ParquetRewriter(file: file, limits: limits)
    try rewriter.write(without: removed, append)
  }

  private init(file: ParquetFile, limits: ParquetLimits) {
    self.file = file
    self.limits = limits
  }

  private mutating func write(without removed: [Range<Int>], _ append: Append) throws {
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
        try encode(number, without: gone, rows: left, placed, append)
      }
      groupCount += 1
      rowCount += left
    }
    try putFooter(append)
  }

  /// What of `removed` is in a group, by its own numbers; ranges that touch are one, since damage may
  /// reach from one into the other.
  private static func holes(_ removed: [Range<Int>], in rows: Range<Int>) -> [Range<Int>] {
    var holes: [Range<Int>] = []
    for range in removed {
      let part = range.clamped(to: rows)
      if part.isEmpty { continue }
      let hole = part.lowerBound - rows.lowerBound..<part.upperBound - rows.lowerBound
      if let last = holes.last, last.upperBound == hole.lowerBound {
        holes[holes.count - 1] = last.lowerBound..<hole.upperBound
      } else {
        holes.append(hole)
      }
    }
    return holes
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
    _ number: Int, without gone: [Range<Int>], rows: Int, _ placed: PlacedFile, _ append: Append
  ) throws {
    let budget = GroupBudget(limits, groupBytes: file.groups[number].size)
    var columns: [(pages: PageWriter, start: Int, leaf: Int)] = []
    let start = offset
    for chunk in file.chunks(of: number) {
      try ParquetCodec.load(chunk.codec)
      let leaf = file.schema.leaves[chunk.column]
      let node = file.schema.nodes[leaf]
      let column = ColumnReader(placed, chunk, node, rows: file.groups[number].rows, budget)
      var pages = PageWriter(node)
      let columnStart = offset
      let end = file.groups[number].rows
      // A column may end in a last hole, and may have more behind it.
      for hole in gone.last?.upperBound == end ? gone : gone + [end..<end] {
        while try column.isBefore(hole) {
          if column.repetition == 0, pages.isFull, let page = pages.takePage() {
            try put(page, append)
          }
          pages.append(column)
          column.advance()
        }
        try column.pass(hole)
      }
      if let page = pages.takePage() { try put(page, append) }
      columns.append((pages, columnStart, leaf))
    }
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
