/// The word of a list that a mistyped word most likely meant, for hints, or nil if none is close.
///
/// Close is at most one edit for words of up to four letters and one third of the letters for longer
/// ones; an edit inserts, deletes or changes a letter or swaps two neighbours. Case does not count.
/// Among equals the first wins.
///
/// - Complexity: O(the letters of `word` × the letters of all `candidates`).
package func nearest(_ word: String, among candidates: [String]) -> String? {
  let letters = Array(word.lowercased().unicodeScalars)
  var best: (word: String, distance: Int)?
  for candidate in candidates {
    let distance = editDistance(letters, Array(candidate.lowercased().unicodeScalars))
    if distance < best?.distance ?? Int.max { best = (candidate, distance) }
  }
  guard let best, best.distance <= max(1, letters.count / 3) else { return nil }
  return best.word
}

/// The optimal string alignment distance, by three rows of the usual table.
private func editDistance(_ first: [Unicode.Scalar], _ second: [Unicode.Scalar]) -> Int {
  var beforePrevious: [Int] = []
  var previous = Array(0...second.count)
  for i in first.indices {
    var current = [i + 1]
    for j in second.indices {
      var cost = min(previous[j + 1], current[j]) + 1
      cost = min(cost, previous[j] + (first[i] == second[j] ? 0 : 1))
      if i > 0, j > 0, first[i] == second[j - 1], first[i - 1] == second[j] {
        cost = min(cost, beforePrevious[j - 1] + 1)
      }
      current.append(cost)
    }
    beforePrevious = previous
    previous = current
  }
  return previous[second.count]
}
