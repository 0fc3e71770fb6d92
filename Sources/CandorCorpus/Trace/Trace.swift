import CandorCore

/// Where a text stands word for word in a dataset.
package struct Trace: Sendable {
  /// A row of words that stands in the dataset, and no longer one around it does.
  package struct Span: Sendable {
    /// Of the text's words.
    package let words: Range<Int>
    /// Of the text's bytes.
    package let bytes: Range<Int>
    /// How improbable its words are, if each is drawn by its frequency in the dataset: −Σ log₂ p, in
    /// bits, in steps of 2⁻¹⁶. The words between are not asked whether they go together.
    package let bits: Double
    /// How often it stands in the dataset.
    package let occurrences: Int
    /// In how many documents; at least in so many if not ``isExact``.
    package let documents: Int
    /// Whether all occurrences were looked at.
    package let isExact: Bool
    /// Some of the documents, in the order of the dataset.
    package let examples: [Example]
  }

  /// A place where a span stands.
  package struct Example: Sendable {
    package let document: String
    /// The bytes of the document before the span.
    package let offset: Int
    package let before: String
    package let text: String
    package let after: String
  }

  package struct Options: Sendable {
    /// The shortest span to report, in words; if nil, one more than ``Trace/chanceWords``, at least 2.
    package var minimumWords: Int?
    /// The most spans to report, the least probable first.
    package var spans: Int
    /// The most documents to name for each span.
    package var examples: Int
    /// The bytes of context on each side.
    package var context: Int
    /// The most occurrences of a span to look at.
    package var occurrences: Int

    package init(
      minimumWords: Int? = nil, spans: Int = 20, examples: Int = 5, context: Int = 80,
      occurrences: Int = 10_000
    ) {
      self.minimumWords = minimumWords
      self.spans = spans
      self.examples = examples
      self.context = context
      self.occurrences = occurrences
    }
  }

  /// The text that was traced.
  package let text: [UInt8]
  /// The number of its words.
  package let words: Int
  /// Its words that lie in a span of at least ``minimumWords``, also where ``spans`` leaves that out.
  package let coveredWords: Int
  package let minimumWords: Int
  /// The length of the longest match to be expected if the dataset's words stood in random order: the
  /// largest k for which the expected number of matches of k words, Σᵢ N·pᵢ·pᵢ₊₁ ⋯ pᵢ₊ₖ₋₁, is at least
  /// 1, with the N words of the dataset and their frequencies p. (After Arratia, Gordon and Waterman,
  /// "An extreme value theory for sequence matching", 1986.) Language has order, so common phrases are
  /// longer.
  package let chanceWords: Int
  /// The least probable first.
  package let spans: [Span]
  /// How many spans there are besides.
  package let furtherSpans: Int

  /// The share of the words that lie in a span.
  package var coverage: Double { words == 0 ? 0 : Double(coveredWords) / Double(words) }
}
