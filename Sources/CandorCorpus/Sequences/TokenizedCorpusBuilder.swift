import CandorCore
import Synchronization

/// Gathers documents into batches, tokenises each batch on all threads and joins the ids in order.
struct TokenizedCorpusBuilder {
  private let encoding: TokenEncoding
  private let pool: WorkerPool

  private var batch: [Document] = []
  private var batchBytes = 0

  private var tokens: [Int32] = []
  private var documentStarts = [0]
  private var textByteCounts: [Int] = []
  private var digest = DatasetDigest.Builder()

  private static let mostBytes = 8 << 20
  private static let mostDocuments = 8192

  init(encoding: TokenEncoding, pool: WorkerPool) {
    self.encoding = encoding
    self.pool = pool
  }

  mutating func add(_ document: Document) throws {
    digest.add(document)
    batchBytes += document.text.count
    batch.append(document)
    if batchBytes >= Self.mostBytes || batch.count >= Self.mostDocuments { try tokeniseBatch() }
  }

  consuming func finish() throws -> TokenizedCorpus {
    try tokeniseBatch()
    return TokenizedCorpus(
      tokens: tokens, documentStarts: documentStarts, textByteCounts: textByteCounts,
      digest: digest.finalize())
  }

  private mutating func tokeniseBatch() throws {
    if Interruption.isRequested {
      throw CandorError(.interrupted, "stopped while tokenising the dataset")
    }
    let documents = batch
    let encoded = Mutex([[Int32]](repeating: [], count: documents.count))
    pool.run(documents.count) { item in
      let ids = encoding.encode(documents[item].text)
      encoded.withLock { $0[item] = ids }
    }
    for (document, ids) in zip(documents, encoded.withLock { $0 }) { try append(ids, of: document) }
    batch.removeAll(keepingCapacity: true)
    batchBytes = 0
  }

  private mutating func append(_ ids: [Int32], of document: Document) throws {
    if let begin = encoding.beginOfText { tokens.append(begin) }
    tokens.append(contentsOf: ids)
    if let end = encoding.endOfText { tokens.append(end) }
    let start = documentStarts[documentStarts.count - 1]
    for token in tokens[start...] where token < 0 || Int(token) >= encoding.vocabularySize {
      throw CandorError(
        .mismatch,
        "document `\(document.id)` has token \(token), outside the vocabulary of "
          + "\(encoding.vocabularySize)",
        hint: "use the tokenizer and the model configuration of the same release")
    }
    documentStarts.append(tokens.count)
    textByteCounts.append(document.text.count)
  }
}
