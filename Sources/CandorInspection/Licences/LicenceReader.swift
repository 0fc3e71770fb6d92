/// Finds licences in a text: the best first, then the best in what it leaves.
struct LicenceReader {
  private let text: TextFile
  private let index: LicenceIndex
  private let pieces: [LicenceWords.Piece]
  /// The places of each piece that belong to no licence yet, last first.
  private var free: [UInt32: [Int]] = [:]
  private var isTaken: [Bool]

  /// Licences of one file beyond this are not looked for.
  private static let mostMatches = 64

  init(_ text: TextFile, _ index: LicenceIndex) {
    self.text = text
    self.index = index
    pieces = LicenceWords(text).pieces
    isTaken = .init(repeating: false, count: pieces.count)
    for (place, piece) in pieces.enumerated().reversed() {
      free[piece.print, default: []].append(place)
    }
  }

  /// - Complexity: O(words + licences found × candidates).
  mutating func matches() -> [LicenceMatch] {
    var found: [LicenceMatch] = []
    var candidates = candidates()
    while found.count < Self.mostMatches {
      let rated = candidates.compactMap { text in rating(text).map { (text, $0) } }
      guard let best = rated.max(by: { ($0.1.score, $1.0) < ($1.1.score, $0.0) }) else { break }
      candidates = rated.map(\.0)
      let line = take(best.0)
      let licence = index.texts[best.0]
      found.append(
        LicenceMatch(
          identifiers: licence.identifiers, coverage: Double(best.1.words) / Double(licence.words),
          line: line))
    }
    return found
  }

  /// Texts of which enough occurs to be looked at.
  private func candidates() -> [Int] {
    var words: [Int32: Int] = [:]
    for places in free.values {
      guard let piece = places.first.map({ pieces[$0] }) else { continue }
      for text in index.places[piece.print] ?? [] { words[text, default: 0] += piece.words }
    }
    return words.compactMap { text, count in
      Double(count) >= LicenceMatch.threshold * Double(index.texts[Int(text)].words)
        ? Int(text) : nil
    }
  }

  /// Words of a text that are still free; the score counts what is missing against it. Nil below the
  /// threshold.
  private func rating(_ text: Int) -> (words: Int, score: Int)? {
    let licence = index.texts[text]
    let words = licence.pieces.reduce(0) { sum, print in
      sum + (free[print]?.last.map { pieces[$0].words } ?? 0)
    }
    guard Double(words) >= LicenceMatch.threshold * Double(licence.words) else { return nil }
    return (words, 2 * words - licence.words)
  }

  /// Gives a text its pieces, the first of each; returns the line where they begin.
  private mutating func take(_ text: Int) -> Int {
    var line = Int.max
    for print in index.texts[text].pieces {
      guard let place = free[print]?.popLast() else { continue }
      isTaken[place] = true
      line = min(line, pieces[place].line)
    }
    return line
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
