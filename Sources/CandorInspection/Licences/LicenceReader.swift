/// Finds licences in a text: the best first, then the best in what it leaves.
struct LicenceReader {
  private let text: TextFile
  private let index: LicenceIndex
  private let pieces: [LicenceWords.Piece]
  /// The places of each piece, ascending.
  private var places: [UInt32: [Int]] = [:]
  /// Which places belong to a licence that was found.
  private var isTaken: [Bool]

  /// Licences of one file beyond this are not looked for.
  private static let mostMatches = 64

  /// How well a licence fits the best stretch of the text.
  private struct Rating {
    let licence: Int
    /// Words of the licence that are there.
    let words: Int
    /// Words between them that are not its own.
    let strangers: Int
    /// What is missing and what is strange counts against it.
    let score: Int
    let places: [Int]
  }

  init(_ text: TextFile, _ index: LicenceIndex) {
    self.text = text
    self.index = index
    pieces = LicenceWords(text).pieces
    isTaken = .init(repeating: false, count: pieces.count)
    for (place, piece) in pieces.enumerated() { places[piece.print, default: []].append(place) }
  }

  mutating func matches() -> [LicenceMatch] {
    var found: [LicenceMatch] = []
    var ratings = candidates().compactMap(rate)
    while found.count < Self.mostMatches {
      guard let best = ratings.max(by: { ($0.score, $1.licence) < ($1.score, $0.licence) }) else {
        break
      }
      for place in best.places { isTaken[place] = true }
      let licence = index.texts[best.licence]
      found.append(
        LicenceMatch(
          identifiers: licence.identifiers,
          coverage: Double(best.words) / Double(licence.words),
          strangers: best.strangers,
          contradiction: LicenceMarks.contradiction(
            of: licence.identifiers, in: words(among: best.places)),
          line: best.places.map { pieces[$0].line }.min() ?? 0))
      // Only licences that lost a place have to be looked at again.
      ratings = ratings.compactMap { rating in
        rating.places.contains { isTaken[$0] } ? rate(rating.licence) : rating
      }
    }
    return found
  }

  /// The lines from the first to the last of some places, in lower case, as one.
  private func words(among places: [Int]) -> [UInt8] {
    guard let first = places.min(), let last = places.max() else { return [] }
    let end = last + 1 < pieces.count ? pieces[last + 1].line : text.lines.count - 1
    let lines = text.lines[pieces[first].line...max(pieces[last].line, end)]
    return Array(lines.lazy.map { $0.foldedBytes.drop { $0 == 0x20 } }.joined(separator: [0x20]))
  }

  /// Licences of which enough occurs somewhere to be looked at.
  private func candidates() -> [Int] {
    var words: [Int32: Int] = [:]
    for (print, places) in places {
      for licence in index.places[print] ?? [] {
        words[licence, default: 0] += pieces[places[0]].words
      }
    }
    return words.compactMap { licence, count in
      isEnough(count, of: Int(licence)) ? Int(licence) : nil
    }
  }

  private func isEnough(_ words: Int, of licence: Int) -> Bool {
    Double(words) >= LicenceMatch.threshold * Double(index.texts[licence].words)
  }

  /// The stretch that holds most of a licence, in places that are still free; nil below the threshold.
  ///
  /// A stretch is at most twice as long as the licence: pieces from all over a file make no text.
  private func rate(_ licence: Int) -> Rating? {
    let text = index.texts[licence]
    let free = text.pieces.keys.flatMap { places[$0] ?? [] }.filter { !isTaken[$0] }.sorted()
    let limit = 2 * text.pieces.count + 8
    var counts: [UInt32: Int] = [:]
    var (words, start) = (0, 0)
    var best = (words: 0, range: 0..<0)
    for (end, place) in free.enumerated() {
      if counts[pieces[place].print, default: 0] == 0 { words += pieces[place].words }
      counts[pieces[place].print, default: 0] += 1
      // The first place goes where it is too far away, or where its piece occurs again.
      while start < end {
        let piece = pieces[free[start]]
        let isLast = counts[piece.print] == 1
        guard place - free[start] > limit || !isLast else { break }
        counts[piece.print, default: 0] -= 1
        if isLast { words -= piece.words }
        start += 1
      }
      // From the end of one text to the beginning of the next is no stretch of either.
      guard words > best.words, let first = text.pieces[pieces[free[start]].print],
        let last = text.pieces[pieces[place].print], first <= last
      else { continue }
      best = (words, start..<(end + 1))
    }
    guard isEnough(best.words, of: licence) else { return nil }
    var seen: Set<UInt32> = []
    let chosen = free[best.range].filter { seen.insert(pieces[$0].print).inserted }
    guard let first = chosen.first, let last = chosen.last else { return nil }
    let strangers = (first...last).reduce(0) { sum, place in
      isTaken[place] || text.pieces[pieces[place].print] != nil ? sum : sum + pieces[place].words
    }
    return Rating(
      licence: licence, words: best.words, strangers: strangers,
      score: 2 * (best.words - strangers) - text.words, places: chosen)
  }

  /// Indices of the lines on which parts begin that belong to no licence.
  var leftover: [Int] {
    pieces.indices.filter { !isTaken[$0] && ($0 == 0 || isTaken[$0 - 1]) }.map { pieces[$0].line }
  }

  /// Indices of all lines in such parts, to the line on which the next part begins.
  var leftoverLines: Set<Int> {
    var lines: Set<Int> = []
    for place in pieces.indices where !isTaken[place] {
      let end = place + 1 < pieces.count ? pieces[place + 1].line : text.lines.count - 1
      lines.formUnion(pieces[place].line...max(pieces[place].line, end))
    }
    return lines
  }
}
