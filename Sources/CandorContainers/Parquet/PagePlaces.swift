/// At which row each page of a column begins, as an index in the file says (`OffsetIndex`).
///
/// It is a witness beside the pages: nothing is looked for by it.
struct PagePlaces {
  /// By the page's place, its first row and how many there are.
  private var rows: [Int: (first: Int, count: Int)] = [:]

  /// An index beyond this is left alone.
  private static let mostBytes = 16 << 20

  /// - Parameters:
  ///   - range: empty if there is no index. One that cannot be read is none.
  ///   - groupRows: of the row group.
  init(_ file: PlacedFile, _ range: Range<Int>, groupRows: Int) {
    guard !range.isEmpty, range.count <= Self.mostBytes, let bytes = try? file.read(range) else {
      return
    }
    var reader = ThriftReader(bytes, bytes.indices)
    var pages: [(place: Int, row: Int)] = []
    do {
      try reader.structure { reader, field, kind in
        guard field == 1, kind == .list else { return }
        let (count, kind) = try reader.listHeader()
        guard kind == .structure else { throw ParquetDamage("an index without places") }
        for _ in 0..<count {
          var (place, row) = (-1, -1)
          try reader.structure { reader, field, kind in
            switch (field, kind) {
            case (1, .int64): place = try reader.integer()
            case (3, .int64): row = try reader.integer()
            default: break
            }
          }
          pages.append((place, row))
        }
      }
    } catch { return }
    for (page, end) in zip(pages, pages.dropFirst().map(\.row) + [groupRows]) {
      rows[page.place] = (page.row, end &- page.row)
    }
  }

  /// Whether a page is said to begin at another row.
  func contradict(pageAt place: Int, row: Int) -> Bool {
    rows[place].map { $0.first != row } ?? false
  }

  /// How many rows a page is said to have; nil if nothing is said.
  func rows(ofPageAt place: Int) -> Int? { rows[place]?.count }
}
