/// A record that a repair leaves out.
package struct Removal: Sendable, Equatable {
  /// The record's number in its file.
  package let row: Int
  /// Bytes of the unpacked file, the line end included.
  package let range: Range<Int>
  /// The rules that flag it; `unreadable` if it cannot be read.
  package let rules: [String]

  static let unreadable = "unreadable"
}
