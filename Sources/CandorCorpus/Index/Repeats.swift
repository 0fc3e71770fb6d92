import CandorCore

/// Rows of at least so many words that stand more than once in a dataset, as Lee et al. count them
/// (arXiv 2107.06499): every word that lies in such a row, in each of its places.
package struct Repeats: Sendable, Equatable {
  /// Words that lie side by side in such rows.
  package struct Span: Sendable, Equatable {
    package var document: Int
    /// In the document as it was read.
    package var offset: Int
    package var words: Int
  }

  package struct Tally: Sendable, Equatable {
    /// Words in such rows.
    package var words = 0
    /// Documents with such rows.
    package var documents = 0
    /// Stretches of such words.
    package var spans = 0

    static func += (total: inout Tally, part: Tally) {
      total.words += part.words
      total.documents += part.documents
      total.spans += part.spans
    }
  }

  package let minimumWords: Int
  /// Rows that stand elsewhere, be it in the same document.
  package internal(set) var anywhere = Tally()
  /// Rows that stand in several documents.
  package internal(set) var shared = Tally()
  /// The longest spans of the latter; of equal ones the first.
  package internal(set) var longest: [Span] = []
}
