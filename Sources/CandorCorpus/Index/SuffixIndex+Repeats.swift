import CandorCore

extension SuffixIndex {
  /// What a document is called.
  package func documentID(_ document: Int) throws -> String { try documents.id(of: document) }

  /// Finds all rows of at least `minimum` words that stand more than once.
  ///
  /// Neighbours in the order of suffixes that begin with the same `minimum` words stand side by side, so
  /// each pair of neighbours is compared once; windows that overlap are then joined in the order of the
  /// text. Documents that are removed count as not there.
  ///
  /// - Parameters:
  ///   - minimum: at least 1.
  ///   - spans: how many of the longest to name.
  /// - Complexity: O(words) comparisons of at most `minimum` words; memory of a quarter of the text.
  /// - Throws: `malformed` if the index is damaged; `interrupted`.
  package func repeats(
    of minimum: Int, spans: Int, using pool: WorkerPool
  ) throws -> Repeats {
    let windows = try repeatedWindows(of: minimum, using: pool)
    var repeats = Repeats(minimumWords: minimum)
    let parts = min(documents.count, 64 * pool.threads)
    let results = pool.map(parts) { part in
      Result {
        var walk = RepeatWalk(minimum: minimum, spans: spans)
        for document in documents.count * part / parts..<documents.count * (part + 1) / parts
        where !removed.contains(document) {
          try walk.read(document, of: self, windows)
        }
        return walk
      }
    }
    for result in results {
      let walk = try result.get()
      repeats.anywhere += walk.anywhere
      repeats.shared += walk.shared
      repeats.longest += walk.longest
    }
    repeats.longest.sort(by: RepeatWalk.isLonger)
    repeats.longest.removeLast(max(0, repeats.longest.count - spans))
    return repeats
  }

  private func repeatedWindows(
    of minimum: Int, using pool: WorkerPool
  ) throws -> RepeatedWindows {
    let equal = try equalNeighbours(minimum, using: pool)
    var windows = RepeatedWindows(textBytes: text.count)
    var rank = 0
    while rank < count {
      guard equal[rank >> 6] >> UInt64(rank & 63) & 1 != 0 else {
        rank += 1
        continue
      }
      var group: [(place: Int, document: Int)] = []
      var isLast = false
      while !isLast {
        isLast = equal[rank >> 6] >> UInt64(rank & 63) & 1 == 0
        let place = try place(rank)
        let document = try documents.document(at: place)
        if !removed.contains(document) { group.append((place, document)) }
        rank += 1
      }
      guard group.count > 1 else { continue }
      let isShared = group.contains { $0.document != group[0].document }
      for member in group { windows.insert(member.place, isShared: isShared) }
    }
    return windows
  }

  /// One bit for each rank: whether the next suffix begins with the same words.
  private func equalNeighbours(_ words: Int, using pool: WorkerPool) throws -> [UInt64] {
    let blocks = count / 64 + 1
    let parts = min(blocks, 64 * pool.threads)
    let results = pool.map(parts) { part in
      Result {
        try Interruption.check()
        return try (blocks * part / parts..<blocks * (part + 1) / parts).map { block in
          var bits: UInt64 = 0
          for rank in 64 * block..<max(64 * block, min(64 * block + 64, count - 1))
          where try begin(place(rank), place(rank + 1), withSame: words) {
            bits |= 1 << UInt64(rank & 63)
          }
          return bits
        }
      }
    }
    return try results.flatMap { try $0.get() }
  }

  /// Whether the same `words` words, and what is between them, stand at two places.
  private func begin(_ first: Int, _ second: Int, withSame words: Int) -> Bool {
    let (bytes, kinds) = (text.bytes, CharacterKinds.pinned)
    var equal = 0
    func areEqual(_ length: Int) -> Bool {
      while equal < length {
        let one = bytes.littleEndianWord(at: first + equal)
        let difference = one ^ bytes.littleEndianWord(at: second + equal)
        equal += difference == 0 ? 8 : difference.trailingZeroBitCount >> 3
        if difference != 0 { return equal >= length }
      }
      return true
    }
    // A word has a letter at least, and a byte behind it.
    guard areEqual(2 * words - 1) else { return false }
    let text = text.elements
    var (start, found) = (0, 0)
    while true {
      var end = start
      while byte(first + end) > TokenText.space { end += 1 }
      guard areEqual(end), byte(second + end) <= TokenText.space else { return false }
      if kinds.character(in: text, at: first + start).kind != .symbol { found += 1 }
      if found == words { return true }
      guard byte(first + end) != TokenText.documentEnd, areEqual(end + 1) else { return false }
      start = end + 1
    }
  }
}
