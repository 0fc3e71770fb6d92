import CandorCore

/// The order of suffixes: that of their bytes up to their document's end, and of their places where
/// these are equal.
///
/// Comparing two copies of a document at each of their words would take time in the square of its
/// length. So where two texts have been found to be equal for long, that is kept under the distance
/// between them, and later comparisons at the same distance skip to where they differ.
struct SuffixOrder {
  /// Places from `start` to `end` in the first text are equal to those at the same distance in the
  /// second, and those at `end` differ or end a document.
  private struct Stretch {
    var start: Int
    var end: Int
  }

  private var stretches: [Int: [Stretch]] = [:]
  private var kept = 0

  /// Shorter ones are compared faster than found.
  private static let leastKept = 1024
  private static let mostKept = 1 << 20

  /// Eight bytes of text as a number that is in their order; those behind a document's end are 0.
  @inline(__always)
  static func key(_ text: RawSpan, at offset: Int) -> UInt64 {
    let word = text.littleEndianWord(at: offset)
    return TokenWord.clipped(word, to: TokenWord.zero(of: word)).byteSwapped
  }

  /// Whether the suffix at `first` comes before that at `second`, another one.
  ///
  /// - Parameter known: a number of bytes in which they agree, none of which ends a document.
  @inline(__always)
  mutating func precedes(_ first: Int, _ second: Int, from known: Int = 0, in text: RawSpan) -> Bool
  {
    var offset = known
    while offset < Self.leastKept {
      let (one, other) = (Self.key(text, at: first + offset), Self.key(text, at: second + offset))
      if one != other { return one < other }
      if one & 0xFF == 0 { return first < second }
      offset += 8
    }
    return first < second
      ? longPrecedes(first, second, offset, text) : !longPrecedes(second, first, offset, text)
  }

  /// The same for `first` < `second`.
  private mutating func longPrecedes(
    _ first: Int, _ second: Int, _ known: Int, _ text: RawSpan
  ) -> Bool {
    let distance = second - first
    var offset = known
    if let end = end(of: first + known, distance) {
      offset = end - first
    } else {
      while true {
        let one = Self.key(text, at: first + offset)
        if one != Self.key(text, at: second + offset) || one & 0xFF == 0 { break }
        offset += 8
      }
      keep(Stretch(start: first, end: first + offset), distance)
    }
    let (one, other) = (Self.key(text, at: first + offset), Self.key(text, at: second + offset))
    return one <= other
  }

  private func end(of place: Int, _ distance: Int) -> Int? {
    guard let own = stretches[distance] else { return nil }
    let index = Self.index(of: place, in: own)
    return index < own.count && own[index].start <= place ? own[index].end : nil
  }

  private mutating func keep(_ stretch: Stretch, _ distance: Int) {
    if kept == Self.mostKept { (stretches, kept) = ([:], 0) }
    var own = stretches.removeValue(forKey: distance) ?? []
    let index = Self.index(of: stretch.start, in: own)
    var joined = stretch
    var next = index
    while next < own.count, own[next].start <= stretch.end {
      joined.start = min(joined.start, own[next].start)
      joined.end = max(joined.end, own[next].end)
      next += 1
    }
    own.replaceSubrange(index..<next, with: [joined])
    kept += index == next ? 1 : 0
    stretches[distance] = own
  }

  /// The first stretch that does not end before `place`.
  private static func index(of place: Int, in stretches: [Stretch]) -> Int {
    var (low, high) = (0, stretches.count)
    while low < high {
      let middle = (low + high) / 2
      if stretches[middle].end < place { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
