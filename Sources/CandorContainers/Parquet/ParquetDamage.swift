/// Why bytes of a Parquet file give no rows.
package struct ParquetDamage: Error, Sendable, Equatable {
  package enum Kind: String, Sendable {
    /// The bytes break the rules of the format.
    case malformed
    /// An encoding, codec or feature that this version does not read.
    case unsupported
    /// Beyond a limit on memory or on how far a file may unpack.
    case tooLarge
  }

  package let kind: Kind
  package let message: String
  /// Where on disk.
  package let range: Range<Int>

  package init(_ message: String, at range: Range<Int> = 0..<0) {
    self.init(.malformed, message, at: range)
  }

  init(_ kind: Kind, _ message: String, at range: Range<Int> = 0..<0) {
    self.kind = kind
    self.message = message
    self.range = range
  }

  /// The same, for bytes whose place the finder of the fault did not know.
  func located(_ range: Range<Int>) -> ParquetDamage {
    self.range.isEmpty ? ParquetDamage(kind, message, at: range) : self
  }
}
