/// The counts by which a `BytePairTrainer` chooses merges, kept up to date merge by merge.
///
/// Only the words that contain a pair are visited when it is joined. The queue is lazy: counts fall
/// without touching it, and a candidate whose count has fallen goes back in with the new one.
struct MergeLearner {
  /// All words, one after another; each shrinks in place.
  private var symbols: [Int32] = []
  private var starts: [Int] = []
  private var lengths: [Int] = []
  private let wordCounts: [Int]

  /// The numbers by which pairs index `states`.
  private var numbers = PairTable()
  private var states: [PairState] = []
  private var queue = PriorityQueue<Candidate>()
  /// The words of all candidates; each candidate has a range.
  private var occurrences: [UInt32] = []
  /// Pairs that came to be since the last `enqueue()`, each with the word where it happened.
  private var sightings: [(number: UInt32, word: UInt32)] = []

  init(_ words: WordCounts, byteTokens: [Int32]) {
    wordCounts = words.counts
    symbols.reserveCapacity(words.words.storage.count)
    for byte in words.words.storage { symbols.append(byteTokens[Int(byte)]) }
    for word in wordCounts.indices {
      let range = words.words.range(of: word)
      starts.append(range.lowerBound)
      lengths.append(range.count)
      guard range.count > 1 else { continue }
      for index in range.dropLast() {
        count(TokenPair(symbols[index], symbols[index + 1]), in: word)
      }
    }
    enqueue()
  }

  /// Appends a token to `tokens` for each merge, until there are `limit`.
  ///
  /// A token can be spelled by two merges (`ab` + `c`, `a` + `bc`); the second adds none. Where
  /// such tokens bring back a pair that was joined before, the later join counts, and the pair's
  /// count still holds what it had before: so `BpeTrainer` does.
  mutating func learn(
    _ tokens: inout [[UInt8]], from firstByte: Int, upTo limit: Int, minimumFrequency: Int
  ) -> [TokenPair] {
    var known = WordTable()
    for token in tokens[firstByte...] { _ = known.insert(token) }
    var merges: [TokenPair] = []
    while tokens.count < limit, let candidate = queue.removeFirst() {
      let count = states[candidate.number].count
      if count != candidate.count {
        queue.insert(candidate.counted(count))
        continue
      }
      guard count >= max(1, minimumFrequency) else { break }
      let pair = candidate.pair
      let bytes = tokens[Int(pair.first)] + tokens[Int(pair.second)]
      let joined = firstByte + known.insert(bytes)
      if joined == tokens.count { tokens.append(bytes) }
      merges.append(pair)
      for index in candidate.occurrences { join(pair, to: Int32(joined), in: occurrences[index]) }
      enqueue()
    }
    return keepingLast(merges)
  }

  private mutating func join(_ pair: TokenPair, to joined: Int32, in word: UInt32) {
    let word = Int(word)
    let start = starts[word]
    let end = start + lengths[word]
    var (read, write) = (start, start)
    while read < end {
      guard symbols[read] == pair.first, read + 1 < end, symbols[read + 1] == pair.second else {
        symbols[write] = symbols[read]
        (read, write) = (read + 1, write + 1)
        continue
      }
      if write > start {
        discount(TokenPair(symbols[write - 1], pair.first), in: word)
        count(TokenPair(symbols[write - 1], joined), in: word)
      }
      if read + 2 < end {
        discount(TokenPair(pair.second, symbols[read + 2]), in: word)
        count(TokenPair(joined, symbols[read + 2]), in: word)
      }
      symbols[write] = joined
      (read, write) = (read + 2, write + 1)
    }
    lengths[word] = write - start
  }

  private mutating func count(_ pair: TokenPair, in word: Int) {
    let number = number(of: pair)
    states[number].count += wordCounts[word]
    if states[number].lastWord != UInt32(word) {
      states[number].lastWord = UInt32(word)
      sightings.append((UInt32(number), UInt32(word)))
    }
  }

  private mutating func discount(_ pair: TokenPair, in word: Int) {
    states[number(of: pair)].count -= wordCounts[word]
  }

  private mutating func number(of pair: TokenPair) -> Int {
    let number = Int(numbers.value(of: pair, orInsert: UInt64(states.count)))
    if number == states.count { states.append(PairState(pair: pair)) }
    return number
  }

  /// Turns the sightings into one candidate for each pair.
  private mutating func enqueue() {
    var sighted: [Int] = []
    for sighting in sightings {
      let number = Int(sighting.number)
      if states[number].sightings == 0 { sighted.append(number) }
      states[number].sightings += 1
    }
    var end = occurrences.count
    for number in sighted {
      let range = end..<end + states[number].sightings
      end = range.upperBound
      states[number].lastWord = .max
      states[number].sightings = range.lowerBound
      if states[number].count > 0 {
        queue.insert(
          Candidate(
            count: states[number].count, pair: states[number].pair, number: number,
            occurrences: range))
      }
    }
    occurrences.append(contentsOf: repeatElement(0, count: sightings.count))
    for sighting in sightings {
      let number = Int(sighting.number)
      occurrences[states[number].sightings] = sighting.word
      states[number].sightings += 1
    }
    for number in sighted { states[number].sightings = 0 }
    sightings.removeAll(keepingCapacity: true)
  }

  private func keepingLast(_ merges: [TokenPair]) -> [TokenPair] {
    var last = PairTable(minimumCapacity: merges.count)
    for (rank, pair) in merges.enumerated() { last.update(pair, to: UInt64(rank)) }
    return merges.enumerated().filter { last[$0.element] == UInt64($0.offset) }.map(\.element)
  }
}

private struct PairState {
  let pair: TokenPair
  var count = 0
  /// The word of the last sighting, so that a word is noted once for each pair.
  var lastWord = UInt32.max
  /// How many sightings there are; while they are sorted, where the next one goes.
  var sightings = 0
}

private struct Candidate: Comparable {
  var count: Int
  let pair: TokenPair
  let number: Int
  let occurrences: Range<Int>

  func counted(_ count: Int) -> Candidate {
    var candidate = self
    candidate.count = count
    return candidate
  }

  static func < (left: Candidate, right: Candidate) -> Bool {
    left.count != right.count ? left.count > right.count : left.pair < right.pair
  }
}
