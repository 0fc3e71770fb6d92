import CandorCore

/// Finds places of a document in the form of the index again in the document itself.
struct OriginalPlaces {
  /// - Parameters:
  ///   - places: ascending, in `tokens`; none at a joint.
  ///   - tokens: a document in the form of `TokenText`.
  ///   - gaps: what was left out of it: after how many bytes that stay how many were left out.
  /// - Complexity: O(largest place), eight bytes at a time.
  static func find(
    _ places: [Int], in tokens: Span<UInt8>, gaps: [(kept: Int, left: Int)]
  ) -> [Int] {
    let bytes = tokens.rawBytes
    var gaps = gaps.makeIterator()
    var gap = gaps.next()
    var (position, kept, sinceGap, left) = (0, 0, 0, 0)
    return places.map { place in
      let stay = place - position - joints(in: bytes, position..<place)
      kept += stay
      sinceGap += stay
      position = place
      while let next = gap, next.kept <= sinceGap {
        left &+= next.left
        sinceGap -= next.kept
        gap = gaps.next()
      }
      return kept &+ left
    }
  }

  private static func joints(in bytes: RawSpan, _ range: Range<Int>) -> Int {
    var count = 0
    for start in stride(from: range.lowerBound, to: range.upperBound, by: 8) {
      let word = bytes.littleEndianWord(at: start)
      count += TokenWord.joints(in: TokenWord.clipped(word, to: range.upperBound - start))
    }
    return count
  }
}
