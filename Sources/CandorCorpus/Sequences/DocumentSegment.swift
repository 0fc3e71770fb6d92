/// Consecutive (input, target) pairs of one document.
///
/// Pair i of a document has its token i as the input and its token i + 1 as the target.
package struct DocumentSegment: Sendable, Equatable {
  /// The document's place in the dataset, from 0.
  package let document: Int
  package let firstPair: Int
  package let count: Int

  package init(document: Int, firstPair: Int, count: Int) {
    self.document = document
    self.firstPair = firstPair
    self.count = count
  }
}
