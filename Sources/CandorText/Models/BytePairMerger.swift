/// Joins the symbols of one piece after another; owns the arrays for it.
struct BytePairMerger {
  /// Up to this many symbols, the next join is looked for by going through all of them.
  private static let shortPiece = 64

  /// The symbols of the piece at hand (−1: a character that is no token), where each begins in the
  /// text, and the joins of each with its successor (`.max`: none).
  private var symbols: [Int32] = []
  private var starts: [Int] = []
  private var joins: [UInt64] = []

  /// Appends the tokens of `text[piece]` to `ids`.
  ///
  /// - Complexity: O(n log n).
  mutating func encode(
    _ piece: Range<Int>, of text: Span<UInt8>, _ model: BytePairModel, into ids: inout [Int32]
  ) {
    if model.options.prefersWholePieces, let token = model.vocabulary.token(piece, of: text) {
      ids.append(token)
      return
    }
    symbols.removeAll(keepingCapacity: true)
    starts.removeAll(keepingCapacity: true)
    switch model.alphabet {
    case .bytes: spellBytes(piece, of: text, model)
    case .characters: spellCharacters(piece, of: text, model)
    }
    starts.append(piece.upperBound)
    if symbols.count > Self.shortPiece {
      joinLongPiece(text, model)
    } else {
      joinShortPiece(text, model)
    }
    guard case .ranks = model.joins else {
      ids.append(contentsOf: symbols)
      return
    }
    for (index, symbol) in symbols.enumerated() {
      if symbol >= 0 { ids.append(symbol) } else { fallBack(index, text, model, into: &ids) }
    }
  }

  private mutating func spellBytes(
    _ piece: Range<Int>, of text: Span<UInt8>, _ model: BytePairModel
  ) {
    let byteTokens = model.byteTokens
    let tokens = byteTokens.span
    var unknowns = Unknowns(model.options)
    for index in piece {
      let token = tokens[Int(text[index])]
      if token >= 0 {
        unknowns.flush(into: &symbols, &starts)
        symbols.append(token)
        starts.append(index)
      } else {
        unknowns.add(at: index, into: &symbols, &starts)
      }
    }
    unknowns.flush(into: &symbols, &starts)
  }

  private mutating func spellCharacters(
    _ piece: Range<Int>, of text: Span<UInt8>, _ model: BytePairModel
  ) {
    var unknowns = Unknowns(model.options)
    let keepsUnknown = if case .ranks = model.joins { true } else { false }
    var start = piece.lowerBound
    while start < piece.upperBound {
      let end = start + characterLength(in: text, at: start)
      if let token = model.vocabulary.token(start..<end, of: text) {
        unknowns.flush(into: &symbols, &starts)
        symbols.append(token)
        starts.append(start)
      } else if keepsUnknown {
        symbols.append(-1)
        starts.append(start)
      } else if hasBytes(start..<end, text, model) {
        for index in start..<end {
          symbols.append(model.byteTokens[Int(text[index])])
          starts.append(index)
        }
      } else {
        unknowns.add(at: start, into: &symbols, &starts)
      }
      start = end
    }
    unknowns.flush(into: &symbols, &starts)
  }

  private func hasBytes(_ range: Range<Int>, _ text: Span<UInt8>, _ model: BytePairModel) -> Bool {
    guard model.options.fallsBackToBytes else { return false }
    for index in range where model.byteTokens[Int(text[index])] < 0 { return false }
    return true
  }

  /// A character that no join took up, after joining by score.
  private func fallBack(
    _ index: Int, _ text: Span<UInt8>, _ model: BytePairModel, into ids: inout [Int32]
  ) {
    let range = starts[index]..<starts[index + 1]
    if hasBytes(range, text, model) {
      for place in range { ids.append(model.byteTokens[Int(text[place])]) }
    } else if let unknown = model.options.unknown {
      if model.options.fusesUnknown, index > 0, symbols[index - 1] < 0, ids.last == unknown {
        return
      }
      ids.append(unknown)
    }
  }

  /// The join of the symbol at `first` with the one at `second`, whose text ends at `end`.
  @inline(__always)
  private func join(
    _ first: Int, _ second: Int, endingAt end: Int, _ text: Span<UInt8>, _ model: BytePairModel
  ) -> UInt64 {
    switch model.joins {
    case .list(let table): return table[TokenPair(symbols[first], symbols[second])] ?? .max
    case .ranks(let ranks):
      let range = starts[first]..<end
      guard range.count <= model.longestToken, let token = model.vocabulary.token(range, of: text)
      else { return .max }
      return UInt64(ranks[Int(token)]) << 32 | UInt64(token)
    }
  }

  /// Looks for the earliest join again after each join: the fastest way up to some dozens of bytes.
  private mutating func joinShortPiece(_ text: Span<UInt8>, _ model: BytePairModel) {
    joins.removeAll(keepingCapacity: true)
    for index in symbols.indices.dropLast() {
      joins.append(join(index, index + 1, endingAt: starts[index + 2], text, model))
    }
    while true {
      var (least, index) = (UInt64.max, 0)
      for (place, join) in joins.enumerated() where join >> 32 < least >> 32 {
        (least, index) = (join, place)
      }
      guard least != .max else { return }
      symbols[index] = Int32(truncatingIfNeeded: least & 0xFFFF_FFFF)
      symbols.remove(at: index + 1)
      starts.remove(at: index + 1)
      joins.remove(at: index)
      if index > 0 {
        joins[index - 1] = join(index - 1, index, endingAt: starts[index + 1], text, model)
      }
      if index < joins.count {
        joins[index] = join(index, index + 1, endingAt: starts[index + 2], text, model)
      }
    }
  }

  /// Keeps the joins in a queue and the symbols in a linked list.
  private mutating func joinLongPiece(_ text: Span<UInt8>, _ model: BytePairModel) {
    let end = symbols.count
    var next = Array(1...end)
    var previous = Array(-1..<end - 1)
    func candidate(_ first: Int, _ second: Int) -> Join? {
      let after = next[second]
      return Join(join(first, second, endingAt: starts[after], text, model), at: first)
    }
    var queue = PriorityQueue((0..<end - 1).compactMap { candidate($0, $0 + 1) })
    while let first = queue.removeFirst() {
      let (index, right) = (first.index, next[first.index])
      // A join is stale once a neighbour was joined with another; removed symbols lead nowhere.
      guard right < end, candidate(index, right)?.join == first.join else { continue }
      symbols[index] = Int32(truncatingIfNeeded: first.join & 0xFFFF_FFFF)
      next[index] = next[right]
      next[right] = end
      if next[index] < end {
        previous[next[index]] = index
        if let join = candidate(index, next[index]) { queue.insert(join) }
      }
      let left = previous[index]
      if left >= 0, let join = candidate(left, index) { queue.insert(join) }
    }
    var (index, kept) = (0, 0)
    while index < end {
      (symbols[kept], starts[kept]) = (symbols[index], starts[index])
      kept += 1
      index = next[index]
    }
    starts[kept] = starts[end]
    symbols.removeLast(end - kept)
    starts.removeLast(end - kept)
  }

  /// A possible join of the symbol at `index` with its successor; the earliest comes first, then
  /// the leftmost.
  private struct Join: Comparable {
    let join: UInt64
    let index: Int

    init?(_ join: UInt64, at index: Int) {
      guard join != .max else { return nil }
      self.join = join
      self.index = index
    }

    /// Joins of one rank may make different tokens, where ranks are scores.
    static func < (left: Join, right: Join) -> Bool {
      (left.join >> 32, left.index) < (right.join >> 32, right.index)
    }
  }
}

/// Characters without token, which may be fused.
private struct Unknowns {
  private let token: Int32?
  private let fuses: Bool
  private var start: Int?

  init(_ options: BytePairModel.Options) {
    token = options.unknown
    fuses = options.fusesUnknown
  }

  mutating func add(at place: Int, into symbols: inout [Int32], _ starts: inout [Int]) {
    guard token != nil else { return }
    if !fuses { flush(into: &symbols, &starts) }
    if start == nil { start = place }
  }

  @inline(__always)
  mutating func flush(into symbols: inout [Int32], _ starts: inout [Int]) {
    guard let place = start, let token else { return }
    symbols.append(token)
    starts.append(place)
    start = nil
  }
}
