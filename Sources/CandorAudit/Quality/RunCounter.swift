import CandorCore

/// Finds the runs of words that are there more than once, for all lengths up to ten.
///
/// A run that is there twice begins with a shorter one that is: so each length looks only where the one
/// before it found something, which in prose is soon nowhere. The memory is kept from text to text.
/// - Memory: 40 bytes for each word of the longest text.
package struct RunCounter {
  static let lengths = 2...10

  /// 40 bits of a run's hash over 24 of how often it is there; 0 where none is. The place of an entry
  /// hangs on other bits, so runs that differ are taken for one in a text of a million words once in
  /// a million texts.
  private var table: [UInt64] = []
  private static let countBits: UInt64 = 1 << 24 - 1

  private struct Run {
    var hash: UInt64
    /// The first word, and the entry.
    var start: UInt32
    var entry: UInt32
  }

  private var runs: [Run] = []
  /// Scalars of all words before one.
  private var scalarsBefore: [Int] = []

  package init() {}

  /// For each length in ``lengths``, of at most four words the scalars of the most frequent run that is
  /// there more than once, all its copies; of more words those of the runs that are copies of one before
  /// them, each word once.
  mutating func repeatedScalars(of words: [RepetitionStatistics.Word]) -> [Int] {
    prepare(words)
    return Self.lengths.map { length in
      extend(to: length, words)
      return length <= 4 ? topScalars(length) : copiedScalars(length)
    }
  }

  private mutating func prepare(_ words: [RepetitionStatistics.Word]) {
    runs.removeAll(keepingCapacity: true)
    scalarsBefore.removeAll(keepingCapacity: true)
    scalarsBefore.append(0)
    for (index, word) in words.enumerated() {
      runs.append(
        Run(hash: Self.mix(word.hash), start: UInt32(truncatingIfNeeded: index), entry: 0))
      scalarsBefore.append(scalarsBefore[index] + word.scalars)
    }
  }

  /// Goes from the runs of one word less, each of which is there twice, to those of `length` that are.
  private mutating func extend(to length: Int, _ words: [RepetitionStatistics.Word]) {
    while runs.last.map({ Int($0.start) + length > words.count }) ?? false { runs.removeLast() }
    var size = 16
    while size < 2 * runs.count { size *= 2 }
    if size > table.count { table = [UInt64](repeating: 0, count: size) }
    Self.count(&runs, &table, size: size, addingTo: length, words)
    let table = table
    runs.removeAll { table[Int($0.entry)] & Self.countBits == 1 }
  }

  /// Adds a word to each run and counts it in `size` entries of the table.
  private static func count(
    _ runs: inout [Run], _ table: inout [UInt64], size: Int, addingTo length: Int,
    _ words: [RepetitionStatistics.Word]
  ) {
    var runs = runs.mutableSpan
    var table = table.mutableSpan
    let words = words.span
    for place in 0..<size { table[place] = 0 }
    for index in 0..<runs.count {
      var run = runs[index]
      run.hash = mix(run.hash ^ words[Int(run.start) + length - 1].hash)
      run.entry = count(run.hash, in: &table, size)
      runs[index] = run
    }
  }

  /// Counts a hash; returns its entry.
  @inline(__always)
  private static func count(
    _ hash: UInt64, in table: inout MutableSpan<UInt64>, _ size: Int
  ) -> UInt32 {
    let tag = hash & ~countBits
    // The multiplication lets all bits decide about the place.
    var place = Int(truncatingIfNeeded: (hash &* 0x9E37_79B9_7F4A_7C15) >> 20) & (size - 1)
    while true {
      let entry = table[place]
      if entry == 0 {
        table[place] = tag | 1
        break
      }
      if entry & ~countBits == tag {
        if entry & countBits < countBits { table[place] = entry + 1 }
        break
      }
      place = (place + 1) & (size - 1)
    }
    return UInt32(truncatingIfNeeded: place)
  }

  private func topScalars(_ length: Int) -> Int {
    var best = 0
    for run in runs {
      let count = Int(table[Int(run.entry)] & Self.countBits)
      best = max(best, count * scalars(run.start, length))
    }
    return best
  }

  private mutating func copiedScalars(_ length: Int) -> Int {
    var copied = 0
    var free = 0
    for run in runs where run.start >= free {
      let entry = Int(run.entry)
      // The first one is no copy.
      guard table[entry] & Self.countBits == 0 else {
        table[entry] &= ~Self.countBits
        continue
      }
      copied += scalars(run.start, length)
      free = Int(run.start) + length
    }
    return copied
  }

  private func scalars(_ start: UInt32, _ length: Int) -> Int {
    scalarsBefore[Int(start) + length] - scalarsBefore[Int(start)]
  }

  private static func mix(_ hash: UInt64) -> UInt64 {
    let product = hash &* 0x9E37_79B9_7F4A_7C15
    return product ^ product >> 29
  }
}
