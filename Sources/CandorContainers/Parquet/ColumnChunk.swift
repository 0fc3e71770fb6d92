/// What the footer says of one column in one row group.
struct ColumnChunk: Sendable {
  let column: Int
  let codec: Int
  /// Values and nulls.
  let values: Int
  let unpackedSize: Int
  /// The structure in the footer that says more.
  let metadata: Range<Int>
  /// Where the index of its pages is, if there is one; not compared with anything.
  let pageIndex: Range<Int>
  /// Its pages on disk.
  let range: Range<Int>

  /// - Parameter end: where the footer begins.
  init(_ reader: inout ThriftReader, column: Int, of schema: ParquetSchema, end: Int) throws {
    var (type, codec, values, size, unpackedSize) = (-1, -1, -1, -1, 0)
    var metadata = 0..<0
    var (data, dictionary) = (-1, 0)
    var isElsewhere = false
    var index = (offset: 0, length: 0)
    try reader.structure { reader, field, kind in
      switch (field, kind) {
      case (1, .binary): isElsewhere = true
      case (3, .structure):
        let start = reader.position
        defer { metadata = start..<reader.position }
        try reader.structure { reader, field, kind in
          switch (field, kind) {
          case (1, .int32): type = try reader.integer()
          case (4, .int32): codec = try reader.integer()
          case (5, .int64): values = try reader.count(.int64)
          case (6, .int64): unpackedSize = try reader.count(.int64)
          case (7, .int64): size = try reader.count(.int64)
          case (9, .int64): data = try reader.count(.int64)
          case (11, .int64): dictionary = try reader.count(.int64)
          default: break
          }
        }
      case (4, .int64): index.offset = try reader.count(.int64)
      case (5, .int32): index.length = try reader.count(.int32)
      case (8, .structure): throw ParquetDamage(.unsupported, "an encrypted column")
      default: break
      }
    }
    if isElsewhere { throw ParquetDamage(.unsupported, "a column in another file") }
    guard type == schema.nodes[schema.leaves[column]].physical?.rawValue else {
      throw ParquetDamage("a column that is not of its field's type")
    }
    // Some writers say 0 where there is no dictionary.
    let start = dictionary > 0 && dictionary < data ? dictionary : data
    guard codec >= 0, values >= 0, start >= 4, size >= 0,
      start <= end, size <= end - start
    else {
      throw ParquetDamage("a column outside the file")
    }
    self.column = column
    self.codec = codec
    self.values = values
    self.unpackedSize = min(unpackedSize, 1 << 50)
    self.metadata = metadata
    let hasIndex = index.offset <= end && index.length <= end - index.offset
    pageIndex = hasIndex ? index.offset..<index.offset + index.length : 0..<0
    range = start..<start + size
  }
}
