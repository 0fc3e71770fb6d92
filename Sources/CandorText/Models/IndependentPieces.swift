/// Cuts the text of a model without pre-tokenizer where that cannot change a token.
///
/// SentencePiece's models see a whole text as one piece, with `▁` for each space. Whatever a join
/// makes is a token; so between two characters that are neighbours in no token, no join crosses.
/// Short pieces come again and again, and are remembered.
struct IndependentPieces: Sendable {
  /// Characters of ASCII are kinds of their own; then there are `▁` and all others.
  private static let mark = 128
  private static let other = 129

  /// Whether a token has a character of one kind before one of another, at `first << 8 | second`.
  private var areNeighbours = [Bool](repeating: false, count: (other + 1) << 8)
  /// Which other characters stand before a `▁` in a token.
  private var othersBeforeMark: Set<Int> = []

  /// nil for a model that knows no `▁`, or to which a piece that is a token is more than its joins.
  init?(for vocabulary: Vocabulary, _ options: BytePairModel.Options) {
    guard !options.prefersWholePieces, vocabulary.token(Array("▁".utf8)) != nil else { return nil }
    vocabulary.forEachOrdinary { _, token in
      let token = Array(token)
      Self.forEachPair(in: token.span, 0..<token.count) { first, second, kinds in
        areNeighbours[kinds] = true
        if kinds == Self.other << 8 | Self.mark {
          othersBeforeMark.insert(Self.codePoint(in: token.span, first..<second))
        }
      }
    }
    // Who stands beside whom is not looked at among all others; and unknown characters may fuse.
    var unknown = [Self.other]
    if options.fusesUnknown { unknown += (0..<128).filter { vocabulary.token([UInt8($0)]) == nil } }
    for first in unknown {
      for second in unknown { areNeighbours[first << 8 | second] = true }
    }
  }

  /// - Complexity: O(n).
  func apply(to pieces: inout Pieces) {
    let text = pieces.text
    let areNeighbours = areNeighbours.span
    var (ends, start) = ([Int](), 0)
    ends.reserveCapacity(text.count / 3 + 1)
    for end in pieces.ends {
      Self.forEachPair(in: text.span, start..<end) { first, second, kinds in
        if areNeighbours[kinds],
          kinds != Self.other << 8 | Self.mark
            || othersBeforeMark.contains(Self.codePoint(in: text.span, first..<second))
        {
          return
        }
        ends.append(second)
      }
      ends.append(end)
      start = end
    }
    pieces.ends = ends
  }

  /// Calls `body` with the places of each two neighbouring characters, and with their kinds.
  @inline(__always)
  private static func forEachPair(
    in text: Span<UInt8>, _ range: Range<Int>,
    _ body: (_ first: Int, _ second: Int, _ kinds: Int) -> Void
  ) {
    guard var first = range.first else { return }
    var (kind, length) = character(in: text, at: first)
    while first + length < range.upperBound {
      let second = first + length
      let next = character(in: text, at: second)
      body(first, second, kind << 8 | next.kind)
      (first, kind, length) = (second, next.kind, next.length)
    }
  }

  @inline(__always)
  private static func character(in text: Span<UInt8>, at start: Int) -> (kind: Int, length: Int) {
    let byte = text[start]
    if byte < 0x80 { return (Int(byte), 1) }
    guard let (codePoint, length) = decodeScalar(in: text, at: start) else { return (other, 1) }
    return (codePoint == 0x2581 ? mark : other, length)
  }

  /// Of a byte that is no UTF-8, the stand-in for all of them.
  private static func codePoint(in text: Span<UInt8>, _ range: Range<Int>) -> Int {
    decodeScalar(in: text, at: range.lowerBound)?.codePoint ?? ScalarSet.malformedByte
  }
}
