import CandorCore

/// The table of a zip file, checked against the entries themselves so that no two readers can see two
/// different archives.
///
/// Refused: entries whose own header disagrees with the table in name, size, method or flags; entries
/// that overlap or leave bytes between them that belong to none; encryption; bytes before the first
/// entry or after the table. What a name may do to a folder is another question: `defects`.
///
/// Source: PKWARE APPNOTE 6.3.10
package struct ZipArchive: Sendable {
  package struct Entry: Sendable {
    package let name: String
    /// 0 stored, 8 deflated.
    package let method: Int
    /// Bytes after unpacking, as declared.
    package let size: Int
    /// The packed bytes in the file.
    package let range: Range<Int>
    package let isLink: Bool
    let headerOffset: Int
  }

  /// In the order of the table.
  package let entries: [Entry]

  /// Whether the file begins as a zip file does.
  package static func begins(_ file: MappedFile) -> Bool {
    let magic: UInt32? = file.integer(at: 0)
    return magic == ZipRecord.local || magic == ZipRecord.end
  }

  /// - Throws: `malformed` with the byte offset or the entry.
  /// - Complexity: O(entries · log entries); contents are not touched.
  package init(_ file: MappedFile) throws {
    var cursor = try ZipRecord.table(of: file)
    var entries: [Entry] = []
    entries.reserveCapacity(cursor.count)
    for _ in 0..<cursor.count { entries.append(try cursor.nextEntry()) }
    guard cursor.offset == cursor.end else {
      throw file.malformed("bytes follow the last entry of the table", at: cursor.offset)
    }
    var position = 0
    for entry in entries.sorted(by: { $0.headerOffset < $1.headerOffset }) {
      guard entry.headerOffset == position else {
        throw file.malformed(
          entry.headerOffset < position ? "entries overlap" : "bytes belong to no entry",
          at: min(position, entry.headerOffset), field: entry.name)
      }
      position = entry.range.upperBound + ZipRecord.descriptorBytes(after: entry.range, in: file)
    }
    guard position == cursor.start else {
      throw file.malformed("bytes between the entries and their table", at: position)
    }
    self.entries = entries
  }
}
