/// Guesses how a text goes on, from the text alone: as it did when its last tokens stood in it before
/// (prompt lookup decoding; Saxena, 2023). A wrong guess costs time and nothing else.
struct NGramDrafter {
  /// The most tokens of a guess.
  let limit: Int
  /// A single token that occurred before says little about what comes.
  private let shortestRun = 2

  init(limit: Int) { self.limit = limit }

  /// What followed the longest run of tokens that `tokens` also ends with, the last such run of several:
  /// as many tokens as are in the run, for a longer one is more to be trusted.
  ///
  /// - Complexity: O(n) for n tokens, unless one of them is everywhere.
  func guess(after tokens: [Int32]) -> [Int32] {
    guard limit > 0, let last = tokens.last else { return [] }
    let enough = max(limit, shortestRun)
    var (longest, end) = (0, 0)
    for place in tokens.indices.dropFirst().reversed() where tokens[place - 1] == last {
      let run = zip(tokens[..<place].reversed(), tokens.reversed()).prefix(enough)
        .prefix { $0 == $1 }.count
      if run > longest { (longest, end) = (run, place) }
      if longest == enough { break }
    }
    guard longest >= shortestRun else { return [] }
    var text = tokens[end...]
    // A run that overlaps the end goes on with what was just guessed.
    for index in end..<(end + min(longest, limit)) { text.append(text[index]) }
    return Array(text[tokens.count...])
  }
}
