/// Whole numbers by their differences (DELTA_BINARY_PACKED).
final class DeltaDecoder: ValueDecoder {
  private var runs: DeltaRuns
  private let isShort: Bool

  init(_ runs: DeltaRuns, isShort: Bool) {
    self.runs = runs
    self.isShort = isShort
  }

  var isAtEnd: Bool { runs.isAtEnd }

  func decode(_ count: Int, into batch: inout ValueBatch) throws {
    try runs.decode(count, into: &batch.numbers)
    guard isShort else { return }
    // Differences of 32-bit numbers wrap around at 32 bits.
    for index in batch.numbers.indices {
      batch.numbers[index] =
        UInt64(bitPattern: Int64(Int32(truncatingIfNeeded: batch.numbers[index])))
    }
  }
}

/// All lengths, by their differences, then all bytes (DELTA_LENGTH_BYTE_ARRAY).
final class DeltaLengthDecoder: ValueDecoder {
  private var lengths: DeltaRuns
  private var run: ByteRun
  private var batchLengths: [UInt64] = []

  init(_ run: ByteRun) throws {
    lengths = try DeltaRuns(run)
    self.run = run
    self.run.position = try lengths.end()
  }

  var isAtEnd: Bool { lengths.isAtEnd && run.left == 0 }

  func decode(_ count: Int, into batch: inout ValueBatch) throws {
    batchLengths.removeAll(keepingCapacity: true)
    try lengths.decode(count, into: &batchLengths)
    batch.bytes = run.bytes
    for length in batchLengths {
      batch.ranges.append(try run.take(Int(Int32(truncatingIfNeeded: length))))
    }
  }
}

/// Each value as what it shares with the value before it, and the rest (DELTA_BYTE_ARRAY).
/// - Memory: the values of one batch.
final class DeltaBytesDecoder: ValueDecoder {
  private var prefixes: DeltaRuns
  private let suffixes: DeltaLengthDecoder
  private let length: Int?
  private var shared: [UInt64] = []
  private var rest = ValueBatch()
  private var last: [UInt8] = []

  private static let mostBytes = 256 << 20

  init(_ run: ByteRun, length: Int?) throws {
    prefixes = try DeltaRuns(run)
    suffixes = try DeltaLengthDecoder(ByteRun(run.bytes, try prefixes.end()..<run.end))
    self.length = length
  }

  var isAtEnd: Bool { prefixes.isAtEnd && suffixes.isAtEnd }

  func decode(_ count: Int, into batch: inout ValueBatch) throws {
    shared.removeAll(keepingCapacity: true)
    rest.removeAll()
    try prefixes.decode(count, into: &shared)
    try suffixes.decode(count, into: &rest)
    batch.bytes = []
    for (shared, range) in zip(shared, rest.ranges) {
      let shared = Int(Int32(truncatingIfNeeded: shared))
      guard 0...last.count ~= shared else { throw ParquetDamage("a prefix that is not there") }
      last.removeSubrange(shared...)
      last += rest.bytes[range]
      guard length == nil || last.count == length else {
        throw ParquetDamage("a value of another length than the column's")
      }
      // A chain of prefixes gives any number of bytes for a few.
      guard batch.bytes.count <= Self.mostBytes else {
        throw ParquetDamage(.tooLarge, "values beyond the limit on memory")
      }
      let start = batch.bytes.count
      batch.bytes += last
      batch.ranges.append(start..<batch.bytes.count)
    }
  }
}
