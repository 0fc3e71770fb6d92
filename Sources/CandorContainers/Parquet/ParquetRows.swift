import CandorCore

/// The rows of a row group, put together from its columns (Melnik et al. 2010, section 4.3).
package final class ParquetRows {
  package enum Step {
    /// ``ParquetRows/row`` is the next one.
    case row
    /// The next so many rows cannot be read; none in a group without rows that has values all the same.
    case unreadable(ParquetDamage, rows: Int)
    case end
  }

  package private(set) var row = ParquetRow()
  private let schema: ParquetSchema
  private let group: ParquetFile.Group
  private let budget: GroupBudget
  let columns: [ColumnReader]
  private let keepsBinary: Bool
  private var number = 0
  private var taken = 0
  private var isFinished = false
  /// Why none of the rows can be read, if so.
  private lazy var damage = group.damage ?? misalignment()

  /// - Parameter keepsBinary: whether values are kept that are neither text nor numbers.
  /// - Throws: `unavailable` if the system lacks a library for the group's codecs.
  package init(
    _ file: ParquetFile, group: Int, limits: ParquetLimits = ParquetLimits(),
    keepsBinary: Bool = false
  ) throws {
    schema = file.schema
    self.group = file.groups[group]
    self.keepsBinary = keepsBinary
    let budget = GroupBudget(limits, groupBytes: self.group.size)
    self.budget = budget
    let chunks = self.group.damage == nil ? file.chunks(of: group) : []
    for codec in Set(chunks.map(\.codec)) { try ParquetCodec.load(codec) }
    let rows = self.group.rows
    let placed = try PlacedFile(file.path)
    columns = chunks.map { chunk in
      ColumnReader(
        placed, chunk, file.schema.nodes[file.schema.leaves[chunk.column]], rows: rows, budget)
    }
  }

  /// Bytes on disk of the pages that were needed since this was last asked.
  package func takeBytes() -> Int {
    let all = columns.reduce(0) { $0 + $1.bytesRead }
    defer { taken = all }
    return all - taken
  }

  package func next() -> Step {
    guard number < group.rows else { return finish() }
    if let damage { return pass(damage, until: group.rows) }
    do {
      row.clear()
      try write(0, level: 0)
      number += 1
      if number == group.rows, hasMore() {
        return .unreadable(ParquetDamage("values behind the last row", at: group.range), rows: 1)
      }
      return .row
    } catch let blocked as ColumnReader.Blocked {
      return pass(blocked.damage, until: max(blocked.until, number + 1))
    } catch {
      let damage = error as? ParquetDamage ?? ParquetDamage("\(error)")
      return pass(damage.located(group.range), until: number + 1)
    }
  }

  /// What keeps the columns from being put side by side, if anything does.
  private func misalignment() -> ParquetDamage? {
    columns.first { !$0.agreesWithGroup }
      .map { ParquetDamage("a column whose pages have other rows than its group", at: $0.range) }
  }

  /// Goes on at the first row, from `end` on, that no column's damage touches.
  private func pass(_ damage: ParquetDamage, until end: Int) -> Step {
    var end = damage.message == GroupBudget.overdrawn ? group.rows : end
    var goal = -1
    while end < group.rows, goal != end {
      goal = end
      for column in columns {
        do {
          try column.skip(to: end)
          // A column that ends too early, or is ahead though nothing says why.
          if column.started != end { end = group.rows }
        } catch {
          end = max(end, (error as? ColumnReader.Blocked)?.until ?? group.rows)
        }
      }
    }
    if end == group.rows { for column in columns { column.passRest() } }
    defer { number = end }
    return .unreadable(damage, rows: end - number)
  }

  /// The end, before which a group without rows says what is wrong with it.
  private func finish() -> Step {
    defer { isFinished = true }
    guard group.rows == 0, !isFinished else { return .end }
    let damage =
      group.damage ?? (hasMore() ? ParquetDamage("values without rows", at: group.range) : nil)
    return damage.map { .unreadable($0, rows: 0) } ?? .end
  }

  /// Whether a column has values behind the last row, where nobody would look; all are passed.
  private func hasMore() -> Bool {
    var hasMore = false
    for column in columns {
      if (try? column.load()) != false { hasMore = true }
      column.passRest()
    }
    return hasMore
  }

  /// Writes a node and what is below it; the first value is to have the repetition level `level`.
  private func write(_ node: Int, level: Int) throws {
    let info = schema.nodes[node]
    guard info.repetition != .required, let first = columns[info.columns].first else {
      return try writeContent(node, info, level)
    }
    try load(first)
    if first.definition < info.definitionLevel {
      for column in columns[info.columns] {
        try load(column)
        guard column.repetition == level, column.definition < info.definitionLevel else {
          throw Self.disagreement
        }
        column.advance()
      }
      row.append(.null(node))
      return
    }
    var level = level
    repeat {
      try writeContent(node, info, level)
      level = info.repetitionLevel
    } while try info.repetition == .repeated && first.nextRepetition() == level
  }

  private func writeContent(_ node: Int, _ info: ParquetSchema.Node, _ level: Int) throws {
    guard row.size <= budget.limits.rowBytes else {
      throw ParquetDamage(.tooLarge, "a row beyond the limit")
    }
    guard info.physical != nil else {
      row.append(.begin(node))
      for child in info.children { try write(child, level: level) }
      row.append(.end)
      return
    }
    let column = columns[info.columns.lowerBound]
    try load(column)
    guard column.repetition == level, column.isThere else { throw Self.disagreement }
    if info.isNumeric {
      row.append(.number(node, column.number))
    } else {
      let bytes = column.bytes
      try budget.give(bytes.count)
      let isText = info.meaning == .text || info.meaning.isDecimal
      if keepsBinary || isText || (info.physical != .int96 && bytes.isUTF8) {
        guard bytes.count <= budget.limits.rowBytes else {
          throw ParquetDamage(.tooLarge, "a row beyond the limit")
        }
        row.append(node, bytes)
      } else {
        row.append(.binary(node, bytes.count))
      }
    }
    column.advance()
  }

  private func load(_ column: ColumnReader) throws {
    guard try column.load() else {
      throw ColumnReader.Blocked(
        damage: ParquetDamage("a column with fewer rows than its group", at: group.range),
        until: group.rows)
    }
  }

  private static let disagreement = ParquetDamage("columns that disagree about a row")
}

extension ParquetSchema.Meaning {
  var isDecimal: Bool { if case .decimal = self { true } else { false } }
}

extension ArraySlice<UInt8> {
  var isUTF8: Bool { (try? UTF8Span(validating: span)) != nil }
}
