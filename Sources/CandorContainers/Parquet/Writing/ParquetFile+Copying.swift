/// Parts of the footer for a file that is made of this one.
extension ParquetFile {
  /// The metadata of a column whose pages have moved by `shift` bytes. What points elsewhere is left out.
  func copyMetadata(of chunk: ColumnChunk, shift: Int, to writer: inout ThriftWriter) throws {
    var reader = ThriftReader(footer, chunk.metadata)
    try reader.structure { reader, field, kind in
      let start = reader.position
      switch field {
      case 9, 11:
        let offset = try reader.integer()
        if chunk.range.contains(offset) { writer.integer(field, offset + shift) }
      case 1...8, 12, 13:
        try reader.skip(kind)
        writer.raw(field, kind, footer[start..<reader.position])
      default: break
      }
    }
  }

  /// A field of the footer as it is, if it is there.
  func copyField(_ wanted: Int, to writer: inout ThriftWriter) throws {
    var reader = ThriftReader(footer, footer.indices)
    try reader.structure { reader, field, kind in
      guard field == wanted else { return }
      let start = reader.position
      try reader.skip(kind)
      writer.raw(field, kind, footer[start..<reader.position])
    }
  }
}
