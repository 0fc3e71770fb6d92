/// Encodes the values of a column that stay: pages of version 1, PLAIN, packed with Snappy.
struct PageWriter {
  private let node: ParquetSchema.Node
  private var repetitions: [UInt8] = []
  private var definitions: [UInt8] = []
  private var values: [UInt8] = []
  private var truths = 0
  /// What all rows but the last have: levels, bytes of values, truths.
  private var whole = (levels: 0, values: 0, truths: 0)

  /// Of all pages that were made.
  private(set) var valueCount = 0
  private(set) var unpackedSize = 0
  private(set) var size = 0

  /// A page is closed at the first row behind so many bytes.
  private static let pageBytes = 1 << 20

  init(_ node: ParquetSchema.Node) { self.node = node }

  var isFull: Bool { values.count + repetitions.count + definitions.count >= Self.pageBytes }

  mutating func append(_ column: ColumnReader) {
    repetitions.append(UInt8(column.repetition))
    definitions.append(UInt8(column.definition))
    guard column.isThere else { return }
    if node.physical == .boolean {
      if truths & 7 == 0 { values.append(0) }
      values[values.count - 1] |= UInt8(column.number & 1) << UInt8(truths & 7)
      truths += 1
    } else if node.isNumeric {
      append(column.number, node.length)
    } else {
      let bytes = column.bytes
      if node.physical == .bytes { append(UInt64(bytes.count), 4) }
      values += bytes
    }
  }

  private mutating func append(_ word: UInt64, _ count: Int) {
    for index in 0..<count { values.append(UInt8(truncatingIfNeeded: word >> UInt64(8 * index))) }
  }

  /// Says that what was appended is whole rows.
  mutating func endRow() { whole = (repetitions.count, values.count, truths) }

  /// Takes back what was appended since ``endRow()``.
  mutating func takeBackRow() {
    repetitions.removeLast(repetitions.count - whole.levels)
    definitions.removeLast(definitions.count - whole.levels)
    values.removeLast(values.count - whole.values)
    truths = whole.truths
    if truths & 7 > 0 { values[values.count - 1] &= 1 << UInt8(truths & 7) - 1 }
  }

  /// The page of what was appended, header first; nil if that is nothing.
  mutating func takePage() -> [UInt8]? {
    guard !repetitions.isEmpty else { return nil }
    var page: [UInt8] = []
    for (levels, most) in [
      (repetitions, node.repetitionLevel), (definitions, node.definitionLevel),
    ] where most > 0 {
      let runs = Self.runs(levels, most)
      for index in 0..<4 { page.append(UInt8(truncatingIfNeeded: runs.count >> (8 * index))) }
      page += runs
    }
    page += values
    let packed = Snappy.pack(page)
    var header = ThriftWriter()
    header.element { header in
      header.integer(1, PageHeader.Kind.data.rawValue, .int32)
      header.integer(2, page.count, .int32)
      header.integer(3, packed.count, .int32)
      header.integer(4, Int(Int32(bitPattern: CRC32.of(packed))), .int32)
      header.structure(5) { header in
        header.integer(1, repetitions.count, .int32)
        header.integer(2, 0, .int32)
        header.integer(3, 3, .int32)
        header.integer(4, 3, .int32)
      }
    }
    valueCount += repetitions.count
    unpackedSize += header.bytes.count + page.count
    size += header.bytes.count + packed.count
    (repetitions, definitions, values, truths) = ([], [], [], 0)
    whole = (0, 0, 0)
    return header.bytes + packed
  }

  /// Levels as the hybrid of ``LevelRuns``: of eight and more equal ones a run, others packed by eights.
  private static func runs(_ levels: [UInt8], _ most: Int) -> [UInt8] {
    let width = Int.bitWidth - most.leadingZeroBitCount
    var bytes: [UInt8] = []
    func varint(_ value: Int) {
      var rest = value
      while rest >= 0x80 {
        bytes.append(UInt8(rest & 0x7F | 0x80))
        rest >>= 7
      }
      bytes.append(UInt8(rest))
    }
    var index = 0
    while index < levels.count {
      var end = index + 1
      while end < levels.count, levels[end] == levels[index] { end += 1 }
      if end - index >= 8 || end == levels.count {
        varint((end - index) << 1)
        bytes.append(levels[index])
        index = end
      } else {
        varint(1 << 1 | 1)
        var word: UInt64 = 0
        for place in 0..<8 where index + place < levels.count {
          word |= UInt64(levels[index + place]) << UInt64(place * width)
        }
        for place in 0..<width {
          bytes.append(UInt8(truncatingIfNeeded: word >> UInt64(8 * place)))
        }
        index += 8
      }
    }
    return bytes
  }
}
