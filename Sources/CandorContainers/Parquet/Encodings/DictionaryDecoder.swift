/// Places in the column's dictionary (PLAIN_DICTIONARY, RLE_DICTIONARY).
final class DictionaryDecoder: ValueDecoder {
  private let dictionary: ValueBatch
  private let size: Int
  private var runs: LevelRuns
  private var places: [UInt32] = []

  init(_ run: ByteRun, _ dictionary: ValueBatch) throws {
    var run = run
    let width = Int(try run.word(1))
    runs = try LevelRuns(run, width: width)
    self.dictionary = dictionary
    size = max(dictionary.numbers.count, dictionary.ranges.count)
  }

  var isAtEnd: Bool { runs.isAtEnd }

  func decode(_ count: Int, into batch: inout ValueBatch) throws {
    places.removeAll(keepingCapacity: true)
    try runs.decode(count, into: &places)
    guard places.allSatisfy({ $0 < size }) else {
      throw ParquetDamage("a place outside the dictionary")
    }
    if dictionary.ranges.isEmpty {
      for place in places { batch.numbers.append(dictionary.numbers[Int(place)]) }
    } else {
      batch.bytes = dictionary.bytes
      for place in places { batch.ranges.append(dictionary.ranges[Int(place)]) }
    }
  }
}

/// Truths as runs, with their length in front (RLE).
final class TruthDecoder: ValueDecoder {
  private var runs: LevelRuns
  private var truths: [UInt32] = []

  init(_ run: ByteRun) throws {
    var run = run
    let length = Int(try run.word(4))
    runs = try LevelRuns(ByteRun(run.bytes, try run.take(length)), width: 1)
  }

  var isAtEnd: Bool { runs.isAtEnd }

  func decode(_ count: Int, into batch: inout ValueBatch) throws {
    truths.removeAll(keepingCapacity: true)
    try runs.decode(count, into: &truths)
    for truth in truths { batch.numbers.append(UInt64(truth)) }
  }
}
