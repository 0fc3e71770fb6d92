/// Finds places of a document in the form of the index again in the document itself.
struct OriginalPlaces {
  /// - Parameters:
  ///   - places: ascending, in `tokens`; none at a joint.
  ///   - tokens: a document in the form of `TokenText`.
  ///   - gaps: what was left out of it: after how many bytes that stay how many were left out.
  /// - Complexity: O(largest place).
  static func find(
    _ places: [Int], in tokens: Span<UInt8>, gaps: [(kept: Int, left: Int)]
  ) -> [Int] {
    var gaps = gaps.makeIterator()
    var gap = gaps.next()
    var (position, kept, sinceGap, left) = (0, 0, 0, 0)
    return places.map { place in
      while position <= place, position < tokens.count {
        while let next = gap, next.kept <= sinceGap {
          left &+= next.left
          sinceGap = 0
          gap = gaps.next()
        }
        if position == place { break }
        if tokens[position] != TokenText.joint {
          kept += 1
          sinceGap += 1
        }
        position += 1
      }
      return kept &+ left
    }
  }
}
