/// Finds the runs of words that are there more than once, for all lengths up to ten.
///
/// A run that is there twice begins with a shorter one that is: so each length looks only where the one
/// before it found something, which in prose is soon nowhere. The table is kept from text to text.
/// - Memory: 48 bytes for each word of the longest text.
package struct RunCounter {
  private struct Entry {
    var hash: UInt64 = 0
    var count: UInt32 = 0
    /// In which round the entry was made; those of earlier rounds are free.
    var round: UInt32 = 0
  }

  static let lengths = 2...10

  private var table: [Entry] = []
  private var round: UInt32 = 0
  private var mask = 0
  /// Where the runs begin, their hashes, and their entries.
  private var starts: [Int] = []
  private var hashes: [UInt64] = []
  private var entries: [Int] = []
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
    starts.removeAll(keepingCapacity: true)
    hashes.removeAll(keepingCapacity: true)
    scalarsBefore.removeAll(keepingCapacity: true)
    scalarsBefore.append(0)
    for (index, word) in words.enumerated() {
      starts.append(index)
      hashes.append(Self.mix(word.hash))
      scalarsBefore.append(scalarsBefore[index] + word.scalars)
    }
  }

  /// Goes from the runs of one word less, each of which is there twice, to those of `length` that are.
  private mutating func extend(to length: Int, _ words: [RepetitionStatistics.Word]) {
    beginRound(starts.count)
    entries.removeAll(keepingCapacity: true)
    var kept = 0
    for index in starts.indices {
      let start = starts[index]
      guard start + length <= words.count else { break }
      let hash = Self.mix(hashes[index] ^ words[start + length - 1].hash)
      (starts[kept], hashes[kept]) = (start, hash)
      kept += 1
      entries.append(count(hash))
    }
    starts.removeSubrange(kept...)
    hashes.removeSubrange(kept...)
    kept = 0
    for index in starts.indices where table[entries[index]].count > 1 {
      (starts[kept], hashes[kept], entries[kept]) = (starts[index], hashes[index], entries[index])
      kept += 1
    }
    starts.removeSubrange(kept...)
    hashes.removeSubrange(kept...)
    entries.removeSubrange(kept...)
  }

  private func topScalars(_ length: Int) -> Int {
    var best = 0
    for (start, entry) in zip(starts, entries) {
      best = max(best, Int(table[entry].count) * scalars(start, length))
    }
    return best
  }

  private mutating func copiedScalars(_ length: Int) -> Int {
    var copied = 0
    var free = 0
    for (start, entry) in zip(starts, entries) where start >= free {
      // The first one is no copy.
      guard table[entry].count == 0 else {
        table[entry].count = 0
        continue
      }
      copied += scalars(start, length)
      free = start + length
    }
    return copied
  }

  private func scalars(_ start: Int, _ length: Int) -> Int {
    scalarsBefore[start + length] - scalarsBefore[start]
  }

  /// Empties the table, for up to `capacity` different hashes.
  private mutating func beginRound(_ capacity: Int) {
    var size = 16
    while size < 2 * capacity { size *= 2 }
    if size > table.count || round == .max {
      table = [Entry](repeating: Entry(), count: max(size, table.count))
      round = 0
    }
    round += 1
    mask = size - 1
  }

  /// Counts a hash; returns its entry.
  private mutating func count(_ hash: UInt64) -> Int {
    // The multiplication lets all bits decide about the place.
    var place = Int(truncatingIfNeeded: (hash &* 0x9E37_79B9_7F4A_7C15) >> 20) & mask
    while table[place].round == round, table[place].hash != hash { place = (place + 1) & mask }
    if table[place].round == round {
      table[place].count += 1
    } else {
      table[place] = Entry(hash: hash, count: 1, round: round)
    }
    return place
  }

  private static func mix(_ hash: UInt64) -> UInt64 {
    let product = hash &* 0x9E37_79B9_7F4A_7C15
    return product ^ product >> 29
  }
}
