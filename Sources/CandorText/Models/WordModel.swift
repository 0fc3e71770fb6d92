/// Models that look whole words up: `WordLevel`, and `WordPiece`, which takes the longest token that
/// begins a word, then the longest that goes on, until the word is spelled or unknown.
final class WordModel: Sendable {
  let vocabulary: Vocabulary
  /// Stands for what cannot be spelled; nil leaves it out.
  let unknown: Int32?
  /// What marks a token that does not begin a word; nil if words are not divided.
  let continuation: [UInt8]?
  /// Words of more characters are unknown.
  let longestWord: Int
  /// The most bytes of a token.
  private let longestToken: Int

  init(vocabulary: Vocabulary, unknown: Int32?, continuation: [UInt8]?, longestWord: Int) {
    self.vocabulary = vocabulary
    self.unknown = unknown
    self.continuation = continuation
    self.longestWord = longestWord
    var longest = 0
    vocabulary.forEachOrdinary { _, token in longest = max(longest, token.count) }
    longestToken = longest
  }

  /// - Complexity: O(n · longest token²) in the length of a word, which `longestWord` bounds.
  func encode(_ piece: Range<Int>, of text: Span<UInt8>, into ids: inout [Int32]) {
    guard let continuation else {
      if let token = vocabulary.token(piece, of: text) ?? unknown { ids.append(token) }
      return
    }
    var places: [Int] = []
    var start = piece.lowerBound
    while start < piece.upperBound, places.count <= longestWord {
      places.append(start)
      start += characterLength(in: text, at: start)
    }
    let first = ids.count
    guard places.count <= longestWord,
      spell(places + [piece.upperBound], text, continuation, into: &ids)
    else {
      ids.removeSubrange(first...)
      if let unknown { ids.append(unknown) }
      return
    }
  }

  private func spell(
    _ places: [Int], _ text: Span<UInt8>, _ continuation: [UInt8], into ids: inout [Int32]
  ) -> Bool {
    var start = 0
    while start < places.count - 1 {
      var found: Int?
      let last = min(places.count - 1, start + longestToken)
      for end in stride(from: last, to: start, by: -1) where found == nil {
        var token = start == 0 ? [] : continuation
        for index in places[start]..<places[end] { token.append(text[index]) }
        guard let id = vocabulary.token(token) else { continue }
        ids.append(id)
        found = end
      }
      guard let found else { return false }
      start = found
    }
    return true
  }
}
