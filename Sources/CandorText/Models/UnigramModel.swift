import CandorCore

/// SentencePiece's unigram model: of all ways to spell a piece in tokens, the one whose scores
/// (logarithms of probabilities) have the greatest sum.
///
/// Sums are binary64, from left to right; of equal ways, the one found first counts.
final class UnigramModel: Sendable {
  /// What an unknown character costs more than the least likely token.
  private static let unknownPenalty = 10.0

  private let scores: [Double]
  private let unknown: Int32
  private let unknownScore: Double
  /// The token of each byte, if characters without token become bytes.
  private let byteTokens: [Int32]?
  private let vocabulary: Vocabulary
  private let trie: ByteTrie

  /// - Throws: `malformed` if there is not one score for each token, or one is no number.
  init(
    vocabulary: Vocabulary, scores: [Double], unknown: Int32, byteTokens: [Int32]?
  ) throws {
    guard scores.count <= vocabulary.count, scores.allSatisfy(\.isFinite), !scores.isEmpty,
      0..<scores.count ~= Int(unknown)
    else { throw CandorError(.malformed, "there is not one score for each token") }
    self.vocabulary = vocabulary
    self.scores = scores
    self.unknown = unknown
    self.byteTokens = byteTokens.flatMap { $0.contains { $0 < 0 } ? nil : $0 }
    unknownScore = scores.reduce(.infinity) { min($0, $1) } - Self.unknownPenalty
    var trie = ByteTrie()
    vocabulary.forEachOrdinary { id, bytes in
      if Int(id) < scores.count { trie.insert(bytes, id) }
    }
    self.trie = trie
  }

  /// The best way to reach a place: by this token, from there.
  private struct Arrival {
    var score = 0.0
    var token: Int32 = -1
    var start = -1
  }

  /// Appends the tokens of `text[piece]` to `ids`.
  ///
  /// - Complexity: O(n · longest token).
  func encode(_ piece: Range<Int>, of text: Span<UInt8>, into ids: inout [Int32]) {
    var arrivals = [Arrival](repeating: Arrival(), count: piece.count + 1)
    var start = piece.lowerBound
    while start < piece.upperBound {
      let here = arrivals[start - piece.lowerBound].score
      let next = start + characterLength(in: text, at: start)
      var hasCharacter = false
      func arrive(_ end: Int, _ token: Int32, _ score: Double) {
        let place = end - piece.lowerBound
        if arrivals[place].start < 0 || score > arrivals[place].score {
          arrivals[place] = Arrival(
            score: score, token: token, start: start - piece.lowerBound)
        }
      }
      trie.forEachPrefix(of: text, from: start, to: piece.upperBound) { end, token in
        arrive(end, token, scores[Int(token)] + here)
        if end == next { hasCharacter = true }
      }
      if !hasCharacter { arrive(next, unknown, unknownScore + here) }
      start = next
    }
    appendPath(arrivals, piece, text, into: &ids)
  }

  private func appendPath(
    _ arrivals: [Arrival], _ piece: Range<Int>, _ text: Span<UInt8>, into ids: inout [Int32]
  ) {
    var path: [(token: Int32, range: Range<Int>)] = []
    var end = arrivals.count - 1
    while end > 0 {
      let arrival = arrivals[end]
      // Neighbouring unknown characters are one.
      if arrival.token == unknown, let last = path.last, last.token == unknown {
        path[path.count - 1].range = arrival.start..<last.range.upperBound
      } else {
        path.append((arrival.token, arrival.start..<end))
      }
      end = arrival.start
    }
    for (token, range) in path.reversed() {
      if token == unknown, let byteTokens {
        for index in range { ids.append(byteTokens[Int(text[piece.lowerBound + index])]) }
      } else {
        ids.append(token)
      }
    }
  }
}
