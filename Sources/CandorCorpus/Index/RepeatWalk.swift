import CandorCore

/// Joins the windows of documents that stand elsewhere to stretches, document by document.
struct RepeatWalk {
  private(set) var anywhere = Repeats.Tally()
  private(set) var shared = Repeats.Tally()
  private(set) var longest: [Repeats.Span] = []
  private let minimum: Int
  private let spans: Int

  init(minimum: Int, spans: Int) { (self.minimum, self.spans) = (minimum, spans) }

  static func isLonger(_ first: Repeats.Span, _ second: Repeats.Span) -> Bool {
    (second.words, first.document, first.offset) < (first.words, second.document, second.offset)
  }

  /// - Throws: `malformed` if the index is damaged.
  mutating func read(
    _ document: Int, of index: SuffixIndex, _ windows: RepeatedWindows
  ) throws {
    let range = try index.documents.textRange(of: document)
    let file = index.text
    let (tokens, kinds) = (file.elements.extracting(range), CharacterKinds.pinned)
    var (word, start) = (0, 0)
    // Behind which word the repeated ones end so far.
    var (anywhereEnd, sharedEnd) = (0, 0)
    var found: (anywhere: Repeats.Tally, shared: Repeats.Tally) = (.init(), .init())
    var stretches: [(place: Int, words: Int)] = []
    while start < tokens.count {
      var end = start
      while end < tokens.count, tokens[end] > TokenText.space { end += 1 }
      defer { start = end + 1 }
      guard end > start, kinds.character(in: tokens, at: start).kind != .symbol else { continue }
      let place = range.lowerBound + start
      if windows.isRepeated(place) {
        if anywhereEnd < word || found.anywhere.spans == 0 { found.anywhere.spans += 1 }
        anywhereEnd = word + minimum
      }
      if windows.isShared(place) {
        if sharedEnd < word || stretches.isEmpty { stretches.append((start, 0)) }
        sharedEnd = word + minimum
      }
      if word < anywhereEnd { found.anywhere.words += 1 }
      if word < sharedEnd { stretches[stretches.count - 1].words += 1 }
      word += 1
    }
    guard found.anywhere.words > 0 else { return }
    found.anywhere.documents = 1
    anywhere += found.anywhere
    guard !stretches.isEmpty else { return }
    shared += .init(
      words: stretches.reduce(0) { $0 + $1.words }, documents: 1, spans: stretches.count)
    try keep(stretches, document, tokens, index)
  }

  /// Keeps the longest.
  private mutating func keep(
    _ stretches: [(place: Int, words: Int)], _ document: Int, _ tokens: Span<UInt8>,
    _ index: SuffixIndex
  ) throws {
    let least = longest.count < spans ? 0 : longest.last?.words ?? .max
    let long = stretches.filter { $0.words > least }
    guard !long.isEmpty else { return }
    let offsets = OriginalPlaces.find(
      long.map(\.place), in: tokens, gaps: try index.documents.gaps(of: document))
    for (stretch, offset) in zip(long, offsets) {
      longest.append(.init(document: document, offset: offset, words: stretch.words))
    }
    longest.sort(by: Self.isLonger)
    longest.removeLast(max(0, longest.count - spans))
  }
}
