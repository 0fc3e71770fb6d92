/// Joins by a list, and by score: SentencePiece scores tokens, Hugging Face lists all pairs that make one.
extension BytePairModel {
  /// The pairs that are joined, in their order; of joins by score, all pairs of tokens whose text
  /// together is a token, the highest score first and then by the ids of the pair.
  var listedMerges: [TokenPair] {
    guard case .ranks(let ranks) = joins else { return merges }
    return pairs.sorted { first, second in
      (ranks[Int(first.joined)], first.pair.first, first.pair.second)
        < (ranks[Int(second.joined)], second.pair.first, second.pair.second)
    }.map(\.pair)
  }

  /// A score for each token, by which joins are those of the list; nil where no scores are: the list
  /// lacks a pair of tokens that make a token, or joins one token's pairs both before and after
  /// another's.
  var scores: [Float]? {
    if case .ranks(let ranks) = joins { return ranks.map { -Float($0) } }
    var scores = [Float?](repeating: nil, count: vocabulary.count)
    var (last, place): (Int32?, Float) = (nil, 0)
    for pair in merges {
      guard let joined = joined(pair) else { return nil }
      guard joined != last else { continue }
      guard scores[Int(joined)] == nil else { return nil }
      (last, place) = (joined, place - 1)
      scores[Int(joined)] = place
    }
    guard pairs.count == Set(merges.map(\.bits)).count else { return nil }
    return scores.map { $0 ?? place - 1 }
  }

  private func joined(_ pair: TokenPair) -> Int32? {
    vocabulary.token(vocabulary.bytes(of: pair.first) + vocabulary.bytes(of: pair.second))
  }

  /// All pairs of tokens that make a token together.
  private var pairs: [(pair: TokenPair, joined: Int32)] {
    var result: [(pair: TokenPair, joined: Int32)] = []
    vocabulary.forEachOrdinary { joined, bytes in
      let text = Array(bytes)
      guard !text.isEmpty else { return }
      var end = characterLength(in: text.span, at: 0)
      while end < text.count {
        if let first = vocabulary.token(0..<end, of: text.span),
          let second = vocabulary.token(end..<text.count, of: text.span)
        {
          result.append((TokenPair(first, second), joined))
        }
        end += characterLength(in: text.span, at: end)
      }
    }
    return result
  }
}
