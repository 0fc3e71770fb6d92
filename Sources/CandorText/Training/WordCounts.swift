import Synchronization

/// How often each distinct piece of text occurs.
struct WordCounts: Sendable {
  private(set) var words = WordTable()
  private(set) var counts: [Int] = []

  mutating func add(_ document: [UInt8], preTokenizer: PreTokenizer) {
    var pieces = Pieces(document, beginsText: true)
    preTokenizer.apply(to: &pieces)
    var start = 0
    for end in pieces.ends {
      add(1, to: words.insert(start..<end, of: pieces.text.span))
      start = end
    }
  }

  mutating func add(_ other: WordCounts) {
    let storage = other.words.storage
    for (word, count) in other.counts.enumerated() {
      add(count, to: words.insert(other.words.range(of: word), of: storage.span))
    }
  }

  @inline(__always)
  private mutating func add(_ count: Int, to word: Int) {
    if word == counts.count { counts.append(0) }
    counts[word] += count
  }
}

/// One `WordCounts` for each share of a parallel count.
final class Shares: Sendable {
  private let counts: Mutex<[WordCounts]>

  init(count: Int) {
    counts = Mutex(Array(repeating: WordCounts(), count: count))
  }

  subscript(share: Int) -> WordCounts {
    get { counts.withLock { $0[share] } }
    set { counts.withLock { $0[share] = newValue } }
  }
}
