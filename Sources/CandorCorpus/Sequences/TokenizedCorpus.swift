import CandorCore

/// A dataset as token ids: every document's, end to end, with the places where documents begin.
///
/// A document's tokens are the begin token, if there is one, the ids of its text, and the end token,
/// if there is one.
package struct TokenizedCorpus: Sendable {
  package let tokens: [Int32]

  /// Where each document begins in ``tokens``, and last, where the last one ends.
  package let documentStarts: [Int]

  /// The bytes of each document's text, so that a loss can be said in bits per byte.
  package let textByteCounts: [Int]

  /// Of the documents that were tokenised, taken in the same reading.
  package let digest: DatasetDigest

  package var documentCount: Int { textByteCounts.count }

  /// Where a document's tokens are in ``tokens``.
  package func tokenRange(ofDocument document: Int) -> Range<Int> {
    documentStarts[document]..<documentStarts[document + 1]
  }

  /// How many (input, target) pairs each document gives: one less than its tokens, never below 0.
  package var pairCounts: [Int] {
    (0..<documentCount).map { max(0, tokenRange(ofDocument: $0).count - 1) }
  }

  /// Reads and tokenises a source. Documents are tokenised side by side; the number of threads does
  /// not change the result.
  ///
  /// - Throws: what reading throws; `mismatch` naming the document if the encoding gives an id
  ///   outside the vocabulary; `interrupted`.
  /// - Memory: four bytes a token, and at a time 8 MiB of text or one longer document.
  package init(_ source: DocumentSource, encoding: TokenEncoding, pool: WorkerPool) throws {
    var builder = TokenizedCorpusBuilder(encoding: encoding, pool: pool)
    try source.forEachDocument { try builder.add($0) }
    self = try builder.finish()
  }

  /// Tokenises documents that are in memory or come from a generator.
  package init(
    documents: some Sequence<Document>, encoding: TokenEncoding, pool: WorkerPool
  ) throws {
    var builder = TokenizedCorpusBuilder(encoding: encoding, pool: pool)
    for document in documents { try builder.add(document) }
    self = try builder.finish()
  }

  init(tokens: [Int32], documentStarts: [Int], textByteCounts: [Int], digest: DatasetDigest) {
    self.tokens = tokens
    self.documentStarts = documentStarts
    self.textByteCounts = textByteCounts
    self.digest = digest
  }
}
