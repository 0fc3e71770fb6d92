/// A `BytePairTokenizer` at work, remembering the words that it has met.
///
/// What it remembers changes its speed, never its ids.
struct BytePairEncoder {
  static let longestRememberedWord = 64
  private static let mostRememberedWords = 1 << 16

  private let tokenizer: BytePairTokenizer
  private let classes = UnicodeClasses.pinned

  private var words = WordTable()
  private var wordTokens: [Int32] = []
  /// Where the tokens of each remembered word end in `wordTokens`.
  private var ends: [Int] = []

  /// The tokens of the word at hand, and the joins of each with its successor (`.max`: none).
  private var symbols: [Int32] = []
  private var joins: [UInt64] = []

  init(_ tokenizer: BytePairTokenizer) {
    self.tokenizer = tokenizer
  }

  mutating func encode(
    _ text: [UInt8], special: SpecialTokenReading, addBeginOfText: Bool
  ) -> [Int32] {
    let vocabulary = tokenizer.vocabulary
    return vocabulary.encode(text.span, special: special, addBeginOfText: addBeginOfText) {
      encode($0, into: &$1)
    }
  }

  private mutating func encode(_ text: Span<UInt8>, into ids: inout [Int32]) {
    let preTokenizer = tokenizer.preTokenizer
    var start = 0
    while start < text.count {
      let end = preTokenizer.endOfPiece(in: text, from: start, classes: classes)
      encodePiece(start..<end, of: text, into: &ids)
      start = end
    }
  }

  @inline(__always)
  private mutating func encodePiece(
    _ range: Range<Int>, of text: Span<UInt8>, into ids: inout [Int32]
  ) {
    if let number = tokenizer.wholeWords.number(of: range, in: text) {
      ids.append(tokenizer.wholeWordTokens[number])
    } else if range.count > Self.longestRememberedWord {
      encodeWord(range, of: text, into: &ids)
    } else if let number = words.number(of: range, in: text) {
      for index in (number == 0 ? 0 : ends[number - 1])..<ends[number] {
        ids.append(wordTokens[index])
      }
    } else {
      let first = ids.count
      encodeWord(range, of: text, into: &ids)
      guard words.count < Self.mostRememberedWords else { return }
      _ = words.insert(range, of: text)
      wordTokens.append(contentsOf: ids[first...])
      ends.append(wordTokens.count)
    }
  }

  /// Joins the bytes of one piece.
  mutating func encodeWord(_ range: Range<Int>, of text: Span<UInt8>, into ids: inout [Int32]) {
    symbols.removeAll(keepingCapacity: true)
    for index in range { symbols.append(tokenizer.byteTokens[Int(text[index])]) }
    if symbols.count > Self.longestRememberedWord {
      joinLongWord(into: &ids)
    } else {
      joinShortWord(into: &ids)
    }
  }

  @inline(__always)
  private func join(_ first: Int32, _ second: Int32) -> UInt64 {
    tokenizer.joins[TokenPair(first, second)] ?? .max
  }

  /// Looks for the earliest join again after each join: the fastest way up to some dozens of bytes.
  private mutating func joinShortWord(into ids: inout [Int32]) {
    joins.removeAll(keepingCapacity: true)
    for index in symbols.indices.dropLast() {
      joins.append(join(symbols[index], symbols[index + 1]))
    }
    while let least = joins.min(), least != .max, let index = joins.firstIndex(of: least) {
      symbols[index] = Int32(truncatingIfNeeded: least)
      symbols.remove(at: index + 1)
      joins.remove(at: index)
      if index > 0 { joins[index - 1] = join(symbols[index - 1], symbols[index]) }
      if index < joins.count { joins[index] = join(symbols[index], symbols[index + 1]) }
    }
    ids.append(contentsOf: symbols)
  }

  /// Keeps the joins in a queue and the symbols in a linked list.
  private func joinLongWord(into ids: inout [Int32]) {
    var symbols = symbols
    let end = symbols.count
    var next = Array(1...end)
    var previous = Array(-1..<end - 1)
    var queue = PriorityQueue(
      (0..<end - 1).compactMap { Join(join(symbols[$0], symbols[$0 + 1]), at: $0) })
    while let first = queue.removeFirst() {
      let (index, right) = (first.index, next[first.index])
      // A join is stale once a neighbour was joined with another; removed symbols lead nowhere.
      guard right < end, join(symbols[index], symbols[right]) == first.join else { continue }
      symbols[index] = Int32(truncatingIfNeeded: first.join)
      next[index] = next[right]
      next[right] = end
      if next[index] < end {
        previous[next[index]] = index
        if let join = Join(join(symbols[index], symbols[next[index]]), at: index) {
          queue.insert(join)
        }
      }
      let left = previous[index]
      if left >= 0, let join = Join(join(symbols[left], symbols[index]), at: left) {
        queue.insert(join)
      }
    }
    var index = 0
    while index < end {
      ids.append(symbols[index])
      index = next[index]
    }
  }

  /// A possible join of the symbol at `index` with its successor; the earliest in the list comes
  /// first, then the leftmost.
  private struct Join: Comparable {
    let join: UInt64
    let index: Int

    init?(_ join: UInt64, at index: Int) {
      guard join != .max else { return nil }
      self.join = join
      self.index = index
    }

    static func < (left: Join, right: Join) -> Bool {
      (left.join, left.index) < (right.join, right.index)
    }
  }
}
