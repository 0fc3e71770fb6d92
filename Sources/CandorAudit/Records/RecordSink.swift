/// Takes what a reader finds in a file, in order. The ranges of all calls but `gap` are of the
/// unpacked file, follow each other, and together are all of it.
protocol RecordSink {
  /// Whether records need the digests of the files they hold.
  var wantsFileKeys: Bool { get }

  /// A record, its line end included in the range.
  mutating func record(_ record: borrowing Record, at range: Range<Int>)

  /// Bytes that are no record.
  mutating func unreadable(_ reason: Unreadable, at range: Range<Int>)

  /// Bytes between records: blank lines, a header row, padding.
  mutating func between(_ range: Range<Int>)

  /// Bytes on disk that give nothing: damaged packing, a missing end.
  mutating func gap(_ reason: Unreadable, onDisk range: Range<Int>)
}

extension RecordSink {
  var wantsFileKeys: Bool { false }
}
