/// Takes what a reader finds in a file, in order.
///
/// Where records are runs of bytes of the unpacked file, the ranges of all calls but `gap` follow each
/// other, and together are all of it. Where they are not, a range says where to look, and `bytes` how
/// many of the file's bytes are counted with the call; those of all calls are all of the file.
protocol RecordSink {
  /// What records need of the files they hold.
  var wantedOfFiles: FileTraits { get }

  /// A record, its line end included in the range.
  mutating func record(_ record: borrowing Record, at range: Range<Int>, bytes: Int)

  /// Bytes that are no record, or so many records that cannot be read.
  mutating func unreadable(_ reason: Unreadable, at range: Range<Int>, records: Int, bytes: Int)

  /// Bytes between records: blank lines, a header row, padding.
  mutating func between(_ bytes: Int)

  /// Bytes on disk that give nothing: damaged packing, a missing end.
  mutating func gap(_ reason: Unreadable, onDisk range: Range<Int>)

  /// Whether it can wait with more.
  var isFull: Bool { get }
}

extension RecordSink {
  mutating func record(_ record: borrowing Record, at range: Range<Int>) {
    self.record(record, at: range, bytes: range.count)
  }

  mutating func unreadable(_ reason: Unreadable, at range: Range<Int>) {
    unreadable(reason, at: range, records: 1, bytes: range.count)
  }

  mutating func between(_ range: Range<Int>) { between(range.count) }
}

extension RecordSink {
  var wantedOfFiles: FileTraits { [] }
}
