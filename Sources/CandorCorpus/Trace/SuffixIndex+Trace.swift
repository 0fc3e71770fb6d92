import CandorCore

extension SuffixIndex {
  /// Finds the longest spans of `text` that stand word for word in the dataset.
  ///
  /// - Parameter text: UTF-8; bytes that are none are parts of words.
  /// - Complexity: O(words of the text × log words of the dataset) comparisons.
  /// - Throws: `malformed` if the index is damaged.
  package func trace(_ text: [UInt8], options: Trace.Options = Trace.Options()) throws -> Trace {
    let traced = TracedText(text)
    let counts = try counts(of: traced)
    let chance = chanceWords(counts)
    let minimum = options.minimumWords ?? max(2, chance + 1)
    let spans = try maximalSpans(of: traced).filter { $0.count >= minimum }
    // Spans and their ends ascend, so each adds what lies behind the one before.
    var (covered, end) = (0, 0)
    for span in spans {
      covered += span.upperBound - max(end, span.lowerBound)
      end = span.upperBound
    }
    let all = BinaryLogarithm.floor(max(1, count))
    let ranked = spans.map { span in
      (span: span, bits: span.reduce(0) { $0 + all - BinaryLogarithm.floor(max(1, counts[$1])) })
    }.sorted { ($1.bits, $0.span.lowerBound) < ($0.bits, $1.span.lowerBound) }
    return Trace(
      text: text, words: traced.words.count, coveredWords: covered, minimumWords: minimum,
      chanceWords: chance,
      spans: try ranked.prefix(options.spans).map { try report($0.span, $0.bits, traced, options) },
      furtherSpans: max(0, ranked.count - options.spans))
  }

  /// How often each word of the text stands in the dataset.
  private func counts(of text: TracedText) throws -> [Int] {
    var known: [[UInt8]: Int] = [:]
    return try text.words.indices.map { index in
      let pattern = text.pattern(index..<index + 1)
      if let count = known[pattern] { return count }
      let count = try ranks(of: pattern).count
      known[pattern] = count
      return count
    }
  }

  private func chanceWords(_ counts: [Int]) -> Int {
    let frequencies = counts.map { Double($0) / Double(max(1, count)) }
    // For each place in the text how many matches are expected that begin there.
    var expected = [Double](repeating: Double(count), count: counts.count)
    for length in 1..<counts.count + 1 {
      if length > 1 { expected.removeLast() }
      for start in expected.indices { expected[start] *= frequencies[start + length - 1] }
      guard expected.reduce(0, +) >= 1 else { return length - 1 }
    }
    return counts.count
  }

  /// The rows of words that stand in the dataset and are part of no longer one.
  private func maximalSpans(of text: TracedText) throws -> [Range<Int>] {
    var spans: [Range<Int>] = []
    var end = 0
    for start in text.words.indices {
      let reach = try reach(of: start, in: text)
      guard reach > max(end, start) else { continue }
      spans.append(start..<reach)
      end = reach
    }
    return spans
  }

  /// Behind which word the longest row from word `start` on ends that stands in the dataset.
  private func reach(of start: Int, in text: TracedText) throws -> Int {
    let first = text.words[start].token.lowerBound
    let pattern = text.tokens[first..<text.tokens.count - 1].span
    let rank = try rank(of: pattern)
    var match = 0
    for neighbour in [rank - 1, rank] where neighbour >= 0 && neighbour < count {
      match = max(match, matchLength(pattern, at: try place(neighbour)))
    }
    var reach = start
    while reach < text.words.count, text.words[reach].token.upperBound <= first + match {
      reach += 1
    }
    // If the last word just fits, it may be the beginning of a longer one in the dataset.
    if reach > start, text.words[reach - 1].token.upperBound == first + match,
      try ranks(of: text.pattern(start..<reach)).isEmpty
    {
      reach -= 1
    }
    while reach > start, try !stands(text.pattern(start..<reach)) { reach -= 1 }
    return reach
  }

  /// Whether a pattern that is in the index stands in a document that is not removed.
  private func stands(_ pattern: [UInt8]) throws -> Bool {
    try removed.isEmpty
      || ranks(of: pattern).contains { rank in
        try !removed.contains(documents.document(at: place(rank)))
      }
  }

  /// The ranks of the suffixes that begin with the whole words of `pattern`.
  private func ranks(of pattern: [UInt8]) throws -> Range<Int> {
    let lower = try rank(of: pattern.span)
    // What ends a word is at most a space; and `!` comes next.
    let upper = try rank(of: (pattern + [TokenText.space + 1]).span)
    return lower..<max(lower, upper)
  }
}

// What is said of a span.
extension SuffixIndex {
  private func report(
    _ words: Range<Int>, _ bits: Int, _ text: TracedText, _ options: Trace.Options
  ) throws -> Trace.Span {
    let pattern = text.pattern(words)
    let ranks = try ranks(of: pattern)
    // In the order of the text, so the next document is a near one, and the first place in each is first.
    let all = try ranks.prefix(options.occurrences).map { try place($0) }.sorted()
    var (firsts, occurrences) = ([(document: Int, place: Int)](), 0)
    var (document, range) = (0, 0..<0)
    for place in all {
      if !range.contains(place) {
        document = try documents.document(at: place, from: document)
        range = try documents.textRange(of: document)
        if !removed.contains(document) { firsts.append((document, place)) }
      }
      if firsts.last?.document == document { occurrences += 1 }
    }
    let unseen = ranks.dropFirst(options.occurrences).count
    let examples = try firsts.prefix(options.examples).map {
      try example(document: $0.document, place: $0.place, length: pattern.count, options.context)
    }
    let (first, last) = (text.words[words.lowerBound], text.words[words.upperBound - 1])
    return Trace.Span(
      words: words, bytes: first.original.lowerBound..<last.original.upperBound,
      bits: Double(bits) / Double(BinaryLogarithm.one), occurrences: occurrences + unseen,
      documents: firsts.count, isExact: unseen == 0, examples: examples)
  }

  private func example(
    document: Int, place: Int, length: Int, _ context: Int
  ) throws -> Trace.Example {
    let range = try documents.textRange(of: document)
    let tokens = text.elements.extracting(range)
    let start = place - range.lowerBound
    let end = min(start + length, tokens.count)
    let offset = OriginalPlaces.find([start], in: tokens, gaps: try documents.gaps(of: document))[0]
    var (from, to) = (max(0, start - context), min(tokens.count, end + context))
    while from < start, tokens[from] & 0xC0 == 0x80 { from += 1 }
    while to < tokens.count, to > end, tokens[to] & 0xC0 == 0x80 { to -= 1 }
    return Trace.Example(
      document: try documents.id(of: document), offset: offset,
      before: Self.shown(from..<start, of: tokens),
      text: Self.shown(start..<end, of: tokens), after: Self.shown(end..<to, of: tokens))
  }

  /// The text from a word on, up to the end of its document.
  ///
  /// - Parameter word: a rank.
  package func excerpt(atWord word: Int, bytes: Int) throws -> String {
    let place = try place(word)
    let end = try documents.textRange(of: documents.document(at: place)).upperBound
    return Self.shown(place..<min(end, place + bytes), of: text.elements)
  }

  /// Some bytes of a document as text, without the marks of the form.
  private static func shown(_ range: Range<Int>, of tokens: Span<UInt8>) -> String {
    var bytes: [UInt8] = []
    for index in range
    where tokens[index] != TokenText.joint && tokens[index] != TokenText.documentEnd {
      bytes.append(tokens[index])
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
