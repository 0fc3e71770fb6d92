import CandorCore

/// What a reader found, kept to be looked into by another thread.
struct RecordBatch: RecordSink {
  private enum Event {
    case record(Record, Range<Int>, bytes: Int)
    case unreadable(Unreadable, Range<Int>, records: Int, bytes: Int)
    case between(Int)
    case gap(Unreadable, Range<Int>)
  }

  let wantedOfFiles: FileTraits
  private var events: [Event] = []
  /// Bytes of records.
  private(set) var size = 0

  private static let capacity = 1 << 19

  private static let batchesPerThread = 16

  init(wantedOfFiles: FileTraits) { self.wantedOfFiles = wantedOfFiles }

  /// The next batches of a reader; none at its end.
  /// - Memory: 8 MiB for each thread, and the longest record.
  static func next(
    from reader: any RecordReader, forThreads threads: Int, wantedOfFiles: FileTraits
  ) -> [RecordBatch] {
    var batches: [RecordBatch] = []
    var size = 0
    while size < capacity * batchesPerThread * threads {
      var batch = RecordBatch(wantedOfFiles: wantedOfFiles)
      reader.read(into: &batch)
      if batch.isEmpty { break }
      size += max(batch.size, 1 << 12)
      batches.append(batch)
    }
    return batches
  }

  /// Passes so many batches of a reader; fewer if it ends before.
  ///
  /// - Throws: `interrupted`.
  static func skip(
    _ number: Int, from reader: any RecordReader, wantedOfFiles: FileTraits
  ) throws {
    for _ in 0..<number {
      try Interruption.check()
      var batch = RecordBatch(wantedOfFiles: wantedOfFiles)
      reader.read(into: &batch)
      if batch.isEmpty { return }
    }
  }

  private var isEmpty: Bool { events.isEmpty }
  var isFull: Bool { size >= Self.capacity || events.count >= 1 << 16 }

  mutating func record(_ record: borrowing Record, at range: Range<Int>, bytes: Int) {
    size += record.size
    events.append(.record(record.copy(), range, bytes: bytes))
  }

  mutating func unreadable(_ reason: Unreadable, at range: Range<Int>, records: Int, bytes: Int) {
    events.append(.unreadable(reason, range, records: records, bytes: bytes))
  }

  mutating func between(_ bytes: Int) { events.append(.between(bytes)) }

  mutating func gap(_ reason: Unreadable, onDisk range: Range<Int>) {
    events.append(.gap(reason, range))
  }

  /// Hands all of it on, in order.
  func replay(into sink: inout some RecordSink) {
    for event in events {
      switch event {
      case .record(let record, let range, let bytes):
        sink.record(record, at: range, bytes: bytes)
      case .unreadable(let reason, let range, let records, let bytes):
        sink.unreadable(reason, at: range, records: records, bytes: bytes)
      case .between(let bytes): sink.between(bytes)
      case .gap(let reason, let range): sink.gap(reason, onDisk: range)
      }
    }
  }
}
