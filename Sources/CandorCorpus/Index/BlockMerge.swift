import CandorCore
import Synchronization

/// Sorted blocks as one order, in ranges that threads make at the same time.
///
/// Which ranges there are decides nothing but the speed: the order of suffixes has no ties.
struct BlockMerge {
  let text: MappedFile
  let blocks: [SortedBlock]

  /// The number of words in a range, about.
  private static let rangeWords = 1 << 20

  /// The words of all blocks.
  var count: Int { blocks.reduce(0) { $0 + $1.count } }

  /// Hands over where the words begin in the text, in the order of their suffixes, range by range.
  ///
  /// - Parameters:
  ///   - prepare: gets the places of a range and the rank of the first, on any thread.
  ///   - body: gets what was prepared, one range after another.
  func forEachRange<Range: Sendable>(
    pool: WorkerPool, prepare: ([Int], Int) -> Range, _ body: (Range) throws -> Void
  ) throws {
    let bounds = try bounds()
    let orders = Mutex([SuffixOrder](repeating: SuffixOrder(), count: pool.threads))
    var start = 0
    while start + 1 < bounds.count {
      try Interruption.check()
      let batch = min(pool.threads, bounds.count - 1 - start)
      let merged = pool.map(batch) { index in
        var order = orders.withLock { orders in
          let order = orders[index]
          orders[index] = SuffixOrder()
          return order
        }
        let (from, to) = (bounds[start + index], bounds[start + index + 1])
        let result = Result { prepare(try merge(from, to, &order), from.reduce(0, +)) }
        orders.withLock { $0[index] = order }
        return result
      }
      for part in merged { try body(try part.get()) }
      start += batch
    }
  }

  /// For each end of a range how many words of each block lie before it.
  private func bounds() throws -> [[Int]] {
    guard !blocks.isEmpty else { return [] }
    let text = self.text
    let bytes = text.bytes
    var order = SuffixOrder()
    let step = max(1, Self.rangeWords / blocks.count)
    var samples: [Int] = []
    for block in blocks {
      for rank in stride(from: step, to: block.count, by: step) {
        samples.append(try block.position(rank))
      }
    }
    samples.sort { $0 != $1 && order.precedes($0, $1, in: bytes) }
    let ends = stride(from: blocks.count, to: samples.count, by: blocks.count).map { samples[$0] }
    let inner = try ends.map { end in
      try blocks.map { try Self.rank(of: end, in: $0, bytes, &order) }
    }
    return [blocks.map { _ in 0 }] + inner + [blocks.map(\.count)]
  }

  /// How many words of a block come before the suffix at `place`.
  private static func rank(
    of place: Int, in block: SortedBlock, _ bytes: RawSpan, _ order: inout SuffixOrder
  ) throws -> Int {
    var (low, high) = (0, block.count)
    while low < high {
      let middle = (low + high) / 2
      let position = try block.position(middle)
      if position != place, order.precedes(position, place, in: bytes) {
        low = middle + 1
      } else {
        high = middle
      }
    }
    return low
  }

  /// Merges what lies between two bounds, by a tournament of the blocks' first words.
  private func merge(_ from: [Int], _ to: [Int], _ order: inout SuffixOrder) throws -> [Int] {
    let text = self.text
    let bytes = text.bytes
    var merged: [Int] = []
    merged.reserveCapacity(zip(from, to).reduce(0) { $0 + $1.1 - $1.0 })
    var entrants = try blocks.indices.filter { from[$0] < to[$0] }.map {
      try Entrant(blocks[$0], from[$0]..<to[$0], bytes)
    }
    guard !entrants.isEmpty else { return [] }
    var tournament = Tournament(count: entrants.count) {
      entrants[$0].precedes(entrants[$1], &order, bytes)
    }
    while true {
      let winner = tournament.winner
      guard entrants[winner].isIn else { return merged }
      merged.append(entrants[winner].position)
      try entrants[winner].advance(bytes)
      tournament.replay { entrants[$0].precedes(entrants[$1], &order, bytes) }
    }
  }
}

/// A block in a merge, at its first word that is not merged yet.
private struct Entrant {
  private let block: SortedBlock
  private var rank: Int
  private let end: Int
  private(set) var position = 0
  private var key: UInt64 = 0
  private(set) var isIn = true

  init(_ block: SortedBlock, _ ranks: Range<Int>, _ text: RawSpan) throws {
    self.block = block
    (rank, end) = (ranks.lowerBound - 1, ranks.upperBound)
    try advance(text)
  }

  @inline(__always)
  mutating func advance(_ text: RawSpan) throws {
    rank += 1
    isIn = rank < end
    guard isIn else { return }
    position = try block.position(rank)
    key = SuffixOrder.key(text, at: position)
  }

  @inline(__always)
  func precedes(_ other: Entrant, _ order: inout SuffixOrder, _ text: RawSpan) -> Bool {
    guard isIn && other.isIn else { return isIn }
    if key != other.key { return key < other.key }
    if key & 0xFF == 0 { return position < other.position }
    return order.precedes(position, other.position, from: 8, in: text)
  }
}

/// Who of several is first, kept up to date with one comparison for each round of a knock-out: a tree
/// of losers (Knuth, The Art of Computer Programming, volume 3, section 5.4.1).
private struct Tournament {
  /// The winner in 0, then the loser of each match; the match above `n` is `n` / 2.
  private var seats: [Int]

  var winner: Int { seats[0] }

  init(count: Int, _ precedes: (Int, Int) -> Bool) {
    seats = [Int](repeating: 0, count: count)
    guard count > 1 else { return }
    var winners = [Int](repeating: 0, count: 2 * count)
    for player in 0..<count { winners[count + player] = player }
    for match in (1..<count).reversed() {
      let (one, other) = (winners[2 * match], winners[2 * match + 1])
      let isFirst = precedes(one, other)
      winners[match] = isFirst ? one : other
      seats[match] = isFirst ? other : one
    }
    seats[0] = winners[1]
  }

  /// Plays the winner's matches again, after its place has changed.
  @inline(__always)
  mutating func replay(_ precedes: (Int, Int) -> Bool) {
    var champion = seats[0]
    var match = (champion + seats.count) / 2
    while match > 0 {
      if precedes(seats[match], champion) { swap(&seats[match], &champion) }
      match /= 2
    }
    seats[0] = champion
  }
}
