/// A record that a repair leaves out.
package struct Removal: Sendable, Equatable {
  /// The record's number in its file.
  package let row: Int
  /// Bytes of the unpacked file, the line end included; where a record is no run of bytes, those on disk
  /// that it is in.
  package let range: Range<Int>
  /// The rules that flag it; `unreadable` if it cannot be read.
  package let rules: [String]
  /// This one and those behind it: more than one only where they cannot be read.
  package var records = 1

  /// The numbers of the records.
  var rows: Range<Int> { row..<row + records }

  static let unreadable = "unreadable"
}
