/// The pages of a column chunk, one after another.
struct ColumnPages {
  struct Page {
    let header: PageHeader
    /// On disk, the header included.
    let range: Range<Int>
    let bytes: [UInt8]
  }

  private let file: PlacedFile
  private let chunk: ColumnChunk
  /// Where the next header begins.
  var position: Int

  private static let firstHeaderBytes = 1 << 10
  private static let mostHeaderBytes = 16 << 20

  init(_ file: PlacedFile, _ chunk: ColumnChunk) {
    self.file = file
    self.chunk = chunk
    position = chunk.range.lowerBound
  }

  var isAtEnd: Bool { position >= chunk.range.upperBound }

  /// The next page's header and place; the position moves behind the page.
  ///
  /// - Throws: ``ParquetDamage`` if the header cannot be read, so that no page behind it can be found.
  mutating func nextHeader() throws -> (header: PageHeader, range: Range<Int>, body: Range<Int>) {
    let start = position
    let rest = start..<chunk.range.upperBound
    var length = Self.firstHeaderBytes
    while true {
      let window = start..<min(rest.upperBound, start + length)
      let bytes = try file.read(window)
      var reader = ThriftReader(bytes, bytes.indices)
      do {
        let header = try PageHeader(&reader)
        let body = start + reader.position..<start + reader.position + header.size
        guard body.upperBound <= rest.upperBound else {
          throw ParquetDamage("a page beyond its column", at: rest)
        }
        position = body.upperBound
        return (header, start..<position, body)
      } catch let damage as ParquetDamage {
        // Statistics can make a header long.
        guard window.upperBound < rest.upperBound, length < Self.mostHeaderBytes else {
          throw damage.located(rest)
        }
        length *= 8
      }
    }
  }

  /// Whether the pages say that they have as many rows as their group, or where they do not say, as many
  /// values as their column; as far as their headers can be read. A page that said less than it has would
  /// shift its column against the others.
  func agree(withRows groupRows: Int, areRepeated: Bool) -> Bool {
    var scan = self
    var (values, rows, saysRows) = (0, 0, true)
    while !scan.isAtEnd {
      guard let header = try? scan.nextHeader().header else { return true }
      guard header.isData else { continue }
      values += header.values
      rows += header.rows ?? header.values
      if areRepeated, header.rows == nil { saysRows = false }
    }
    return saysRows ? rows == groupRows : values == chunk.values
  }

  /// The bytes of a page as they are on disk.
  func read(_ body: Range<Int>, _ header: PageHeader, _ budget: GroupBudget) throws -> [UInt8] {
    guard body.count <= budget.limits.pageBytes, header.unpackedSize <= budget.limits.pageBytes
    else { throw ParquetDamage(.tooLarge, "a page beyond the limit on memory") }
    let bytes = try file.read(body)
    if let checksum = header.checksum, CRC32.of(bytes) != checksum {
      throw ParquetDamage("a page whose checksum does not hold")
    }
    return bytes
  }

  /// The unpacked bytes of a page; of version 2, the levels are in front as they were.
  func unpack(_ bytes: [UInt8], _ header: PageHeader) throws -> [UInt8] {
    guard header.kind == .dataV2 else {
      return try ParquetCodec.unpack(bytes, chunk.codec, to: header.unpackedSize)
    }
    let levels = header.levelBytes.definition + header.levelBytes.repetition
    guard levels <= bytes.count, levels <= header.unpackedSize else {
      throw ParquetDamage("levels beyond their page")
    }
    let size = header.unpackedSize - levels
    guard header.isPacked, chunk.codec != 0, bytes.count > levels else {
      guard bytes.count == header.unpackedSize else {
        throw ParquetDamage("a page of another size than stated")
      }
      return bytes
    }
    return try bytes[..<levels]
      + ParquetCodec.unpack(Array(bytes[levels...]), chunk.codec, to: size)
  }
}
