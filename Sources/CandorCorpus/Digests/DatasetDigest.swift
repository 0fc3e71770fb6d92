import CandorCore

/// What a dataset is, whatever files hold it: SHA-256 over its documents in their order.
///
/// The digest is taken over `candor.documents/1` and LF; for each document its id's UTF-8 byte
/// count, its id, its text's byte count and its text; last, the number of documents. Counts are
/// 64-bit and little endian.
package struct DatasetDigest: Sendable, Equatable {
  package let digest: Digest
  package let documentCount: Int
  package let textByteCount: Int

  /// - Complexity: O(bytes of all documents); SHA-256 runs at 1 GB/s or more.
  package init(of documents: some Sequence<Document>) {
    var builder = Builder()
    for document in documents { builder.add(document) }
    self = builder.finalize()
  }

  /// Reads the whole source once.
  package init(of source: DocumentSource) throws {
    var builder = Builder()
    try source.forEachDocument { builder.add($0) }
    self = builder.finalize()
  }

  /// Takes documents one at a time.
  package struct Builder {
    private var builder = DigestBuilder()
    private var documentCount = 0
    private var textByteCount = 0

    package init() { builder.update("candor.documents/1\n") }

    package mutating func add(_ document: Document) {
      builder.update(UInt64(document.id.utf8.count))
      builder.update(document.id)
      builder.update(UInt64(document.text.count))
      builder.update(document.text)
      documentCount += 1
      textByteCount += document.text.count
    }

    package consuming func finalize() -> DatasetDigest {
      builder.update(UInt64(documentCount))
      return DatasetDigest(
        digest: builder.finalize(), documentCount: documentCount, textByteCount: textByteCount)
    }
  }

  private init(digest: Digest, documentCount: Int, textByteCount: Int) {
    self.digest = digest
    self.documentCount = documentCount
    self.textByteCount = textByteCount
  }
}
