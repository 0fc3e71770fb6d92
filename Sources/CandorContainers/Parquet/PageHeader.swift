/// What stands before a page's bytes.
struct PageHeader {
  enum Kind: Int { case data, index, dictionary, dataV2 }

  /// nil for a kind of page that is not known, which is passed over.
  var kind: Kind?
  /// On disk, and unpacked.
  var size = -1
  var unpackedSize = -1
  var checksum: UInt32?
  /// Values and nulls.
  var values = -1
  var encoding = -1
  /// Of the levels of version 1.
  var levelEncodings = (definition: 3, repetition: 3)
  /// Of version 2: the bytes of the levels, in front of what is packed.
  var levelBytes = (definition: 0, repetition: 0)
  /// nil in version 1, which does not say.
  var rows: Int?
  var isPacked = true

  var isData: Bool { kind == .data || kind == .dataV2 }

  init(_ reader: inout ThriftReader) throws {
    var number = -1
    try reader.structure { reader, field, type in
      switch (field, type) {
      case (1, .int32): number = try reader.integer()
      case (2, .int32): unpackedSize = try reader.count(.int32)
      case (3, .int32): size = try reader.count(.int32)
      case (4, .int32): checksum = UInt32(truncatingIfNeeded: try reader.integer())
      case (5, .structure), (7, .structure):
        try reader.structure { reader, field, type in
          switch (field, type) {
          case (1, .int32): values = try reader.count(.int32)
          case (2, .int32): encoding = try reader.integer()
          case (3, .int32): levelEncodings.definition = try reader.integer()
          case (4, .int32): levelEncodings.repetition = try reader.integer()
          default: break
          }
        }
      case (8, .structure): try version2(&reader)
      default: break
      }
    }
    kind = Kind(rawValue: number)
    guard number >= 0, size >= 0, unpackedSize >= 0, kind == nil || kind == .index || values >= 0
    else { throw ParquetDamage("a damaged page header") }
  }

  private mutating func version2(_ reader: inout ThriftReader) throws {
    try reader.structure { reader, field, type in
      switch (field, type) {
      case (1, .int32): values = try reader.count(.int32)
      case (3, .int32): rows = try reader.count(.int32)
      case (4, .int32): encoding = try reader.integer()
      case (5, .int32): levelBytes.definition = try reader.count(.int32)
      case (6, .int32): levelBytes.repetition = try reader.count(.int32)
      case (7, .yes): isPacked = true
      case (7, .no): isPacked = false
      default: break
      }
    }
    guard let rows, rows <= values else { throw ParquetDamage("a damaged page header") }
  }
}
