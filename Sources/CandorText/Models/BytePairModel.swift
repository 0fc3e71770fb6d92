import CandorCore

/// Byte-pair encoding: a piece starts as single characters (or bytes), and the neighbouring pair
/// that comes first is joined, the leftmost of equals, until no pair can be.
final class BytePairModel: Sendable {
  /// What a piece starts as.
  enum Alphabet: Sendable {
    /// Its bytes.
    case bytes
    /// Its characters; those without token become bytes, if all their bytes have tokens, or unknown.
    case characters
  }

  /// Which pairs are joined.
  enum Joins: Sendable {
    /// Those in a list. The rank is in the upper and the joined token in the lower 32 bits, so that
    /// the lesser value is the earlier merge.
    case list(PairTable)
    /// Those whose text is a token (SentencePiece): the rank of each token, 0 for the highest score.
    case ranks([UInt32])
  }

  struct Options: Sendable, Equatable {
    /// Stands for a character without token; nil leaves such characters out.
    var unknown: Int32?
    /// Whether neighbouring unknown characters are one token.
    var fusesUnknown = false
    /// Whether a piece that is a token is that token, however its merges would go.
    var prefersWholePieces = false
    /// Whether `<0x..>` tokens stand for the bytes of characters without token.
    var fallsBackToBytes = false
  }

  let vocabulary: Vocabulary
  let alphabet: Alphabet
  let joins: Joins
  /// The pairs in the order in which they are joined; empty for joins by score.
  let merges: [TokenPair]
  let options: Options
  /// The token of each byte; −1 for none.
  let byteTokens: [Int32]
  /// The most bytes of a token.
  let longestToken: Int
  /// Cuts pieces where no join can cross.
  let independentPieces: IndependentPieces?

  /// - Parameter bytes: for `.characters`, the tokens that stand for single bytes.
  /// - Throws: `malformed` for a merge whose result is no token.
  convenience init(
    vocabulary: Vocabulary, alphabet: Alphabet, merges: [TokenPair], options: Options,
    bytes: [Int32]? = nil
  ) throws {
    var joins = PairTable(minimumCapacity: merges.count)
    var text: [UInt8] = []
    for (rank, pair) in merges.enumerated() {
      text.removeAll(keepingCapacity: true)
      vocabulary.append(pair.first, to: &text)
      vocabulary.append(pair.second, to: &text)
      guard let joined = vocabulary.token(text) else {
        throw CandorError(
          .malformed,
          "merge \(rank) makes `\(String(decoding: text, as: UTF8.self))`, which is no token")
      }
      joins.update(pair, to: UInt64(rank) << 32 | UInt64(joined))
    }
    self.init(vocabulary, alphabet, .list(joins), merges, options, bytes)
  }

  /// - Parameter scores: by token; the highest is joined first.
  convenience init(
    vocabulary: Vocabulary, scores: [Float], options: Options, bytes: [Int32]
  ) throws {
    guard scores.count == vocabulary.count, scores.allSatisfy({ !$0.isNaN }) else {
      throw CandorError(.malformed, "there is not one score for each token")
    }
    let order = scores.indices.sorted { scores[$0] > scores[$1] }
    var ranks = [UInt32](repeating: 0, count: scores.count)
    for (place, id) in order.enumerated().dropFirst() {
      let previous = order[place - 1]
      ranks[id] = scores[id] == scores[previous] ? ranks[previous] : UInt32(place)
    }
    self.init(vocabulary, .characters, .ranks(ranks), [], options, bytes)
  }

  private init(
    _ vocabulary: Vocabulary, _ alphabet: Alphabet, _ joins: Joins, _ merges: [TokenPair],
    _ options: Options, _ bytes: [Int32]?
  ) {
    self.vocabulary = vocabulary
    self.alphabet = alphabet
    self.joins = joins
    self.merges = merges
    self.options = options
    byteTokens = bytes ?? (0...255).map { vocabulary.token([$0]) ?? -1 }
    var longest = 1
    vocabulary.forEachOrdinary { _, token in longest = max(longest, token.count) }
    longestToken = longest
    independentPieces =
      alphabet == .characters ? IndependentPieces(for: vocabulary, options) : nil
  }
}
