/// The sequences that documents fill when they are taken in a given order.
package struct SequenceLayout: Sendable, Equatable, RandomAccessCollection {
  private var segments: [DocumentSegment] = []
  private var sequenceEnds: [Int] = []

  /// Lays out `documents`, which index into `pairCounts`. Documents without pairs leave no trace,
  /// and only the last sequence can be short for want of documents.
  ///
  /// - Precondition: `context` is positive.
  /// - Complexity: O(documents + sequences).
  package init(
    documents: some Sequence<Int>, pairCounts: [Int], context: Int, rule: PackingRule
  ) {
    precondition(context > 0, "a sequence holds at least one pair")
    var room = context
    for document in documents {
      var firstPair = 0
      while firstPair < pairCounts[document] {
        let remaining = pairCounts[document] - firstPair
        if room == 0 || (rule == .whole && room < Swift.min(remaining, context)) {
          sequenceEnds.append(segments.count)
          room = context
        }
        let count = Swift.min(remaining, room)
        segments.append(DocumentSegment(document: document, firstPair: firstPair, count: count))
        firstPair += count
        room -= count
      }
    }
    if (sequenceEnds.last ?? 0) < segments.count { sequenceEnds.append(segments.count) }
  }

  package var startIndex: Int { 0 }
  package var endIndex: Int { sequenceEnds.count }

  package subscript(index: Int) -> PackedSequence {
    let start = index == 0 ? 0 : sequenceEnds[index - 1]
    return PackedSequence(segments: Array(segments[start..<sequenceEnds[index]]))
  }
}
