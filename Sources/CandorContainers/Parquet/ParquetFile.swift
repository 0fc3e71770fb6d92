import CandorCore
import SystemPackage

/// A Parquet file by its footer: the schema, and where the row groups are.
package final class ParquetFile: Sendable {
  package struct Group: Sendable {
    package let rows: Int
    /// The pages of all its columns lie in it.
    package let range: Range<Int>
    /// Where it begins; not before the groups in front of it, whatever it says.
    package fileprivate(set) var place = 0
    /// Bytes of its columns' pages.
    package let size: Int
    /// Why none of its rows can be read, if so.
    package let damage: ParquetDamage?
    fileprivate let footerRange: Range<Int>
  }

  package let schema: ParquetSchema
  package let groups: [Group]
  /// Of the file.
  package let size: Int
  let path: FilePath
  let footer: [UInt8]
  private let footerStart: Int

  /// Rows beyond this are a lie.
  private static let mostRows = 1 << 40

  /// - Throws: ``ParquetDamage`` if the footer cannot be read; `CandorError` if the file cannot.
  package init(_ path: FilePath, limits: ParquetLimits = ParquetLimits()) throws {
    let file = try PlacedFile(path)
    (self.path, size) = (path, file.size)
    guard file.size >= 12 else { throw ParquetDamage("no Parquet file", at: 0..<file.size) }
    let tail = try file.read(file.size - 8..<file.size)
    if tail[4...].elementsEqual("PARE".utf8) {
      throw ParquetDamage(.unsupported, "an encrypted footer", at: 0..<file.size)
    }
    let length = tail[..<4].reversed().reduce(0) { $0 << 8 | Int($1) }
    guard tail[4...].elementsEqual("PAR1".utf8), length <= file.size - 12 else {
      throw ParquetDamage("no Parquet footer at the end", at: file.size - 8..<file.size)
    }
    let place = file.size - 8 - length..<file.size - 8
    guard length <= limits.footerBytes else {
      throw ParquetDamage(.tooLarge, "a footer beyond the limit", at: place)
    }
    footer = try file.read(place)
    footerStart = place.lowerBound
    do {
      (schema, groups) = try Self.parse(footer, end: place.lowerBound)
    } catch let damage as ParquetDamage {
      throw damage.located(place)
    }
  }

  private static func parse(_ footer: [UInt8], end: Int) throws -> (ParquetSchema, [Group]) {
    var schema: ParquetSchema?
    var groups: [Group] = []
    var chunks: [(range: Range<Int>, group: Int)] = []
    var rows = 0
    var reader = ThriftReader(footer, footer.indices)
    try reader.structure { reader, field, kind in
      switch (field, kind) {
      case (2, .list): schema = try ParquetSchema(&reader)
      case (4, .list):
        guard let schema else { throw ParquetDamage("row groups before the schema") }
        let (count, kind) = try reader.listHeader()
        guard kind == .structure else { throw ParquetDamage("row groups that are none") }
        for number in 0..<count {
          let start = reader.position
          let group = Self.group(footer, start, schema, end: end)
          try reader.skip(.structure)
          guard 0...mostRows - rows ~= group.rows else {
            throw ParquetDamage("a row group of \(group.rows) rows")
          }
          rows += group.rows
          let ranges = group.chunks.map(\.range)
          chunks += ranges.lazy.filter { !$0.isEmpty }.map { ($0, number) }
          groups.append(
            Group(
              rows: group.rows,
              range: (ranges.map(\.lowerBound).min() ?? end)..<(ranges.map(\.upperBound).max()
                ?? end),
              size: ranges.reduce(0) { $0 + $1.count }, damage: group.damage,
              footerRange: start..<reader.position))
        }
      default: break
      }
    }
    guard let schema else { throw ParquetDamage("a footer without a schema") }
    // Pages that are there for two columns would unpack twice, and many times in a bomb.
    chunks.sort { $0.range.lowerBound < $1.range.lowerBound }
    for (first, second) in zip(chunks, chunks.dropFirst())
    where first.range.upperBound > second.range.lowerBound {
      for number in [first.group, second.group] where groups[number].damage == nil {
        groups[number] = groups[number].damaged(
          ParquetDamage("two columns in the same bytes", at: second.range))
      }
    }
    var place = 0
    for number in groups.indices {
      if groups[number].size > 0 { place = max(place, groups[number].range.lowerBound) }
      groups[number].place = place
    }
    return (schema, groups)
  }

  private static func group(
    _ footer: [UInt8], _ start: Int, _ schema: ParquetSchema, end: Int
  ) -> (rows: Int, chunks: [ColumnChunk], damage: ParquetDamage?) {
    var rows = 0
    var chunks: [ColumnChunk] = []
    var reader = ThriftReader(footer, start..<footer.count)
    do {
      var hasColumns = false
      try reader.structure { reader, field, kind in
        switch (field, kind) {
        case (1, .list):
          let (count, kind) = try reader.listHeader()
          guard kind == .structure, count == schema.leaves.count, !hasColumns else {
            throw ParquetDamage("a row group without all columns")
          }
          hasColumns = true
          for column in 0..<count {
            chunks.append(try ColumnChunk(&reader, column: column, of: schema, end: end))
          }
        case (3, .int64): rows = try reader.integer()
        default: break
        }
      }
      // Without columns nothing would say how many rows are believed.
      guard hasColumns, !schema.leaves.isEmpty || rows == 0 else {
        throw ParquetDamage("a row group without all columns")
      }
      return (rows, chunks, nil)
    } catch {
      // The number of rows comes after the columns.
      var rest = ThriftReader(footer, start..<footer.count)
      try? rest.structure { reader, field, kind in
        if field == 3, kind == .int64 { rows = try reader.integer() }
      }
      return (rows, [], error as? ParquetDamage)
    }
  }

  /// The columns of a group that is not damaged.
  func chunks(of group: Int) -> [ColumnChunk] {
    Self.group(footer, groups[group].footerRange.lowerBound, schema, end: footerStart).chunks
  }
}

extension ParquetFile.Group {
  fileprivate func damaged(_ damage: ParquetDamage) -> Self {
    Self(rows: rows, range: range, size: 0, damage: damage, footerRange: footerRange)
  }
}
