import CandorCore
import Synchronization

/// Gathers documents into batches, tokenises each batch on all threads and joins the ids in order.
struct TokenizedCorpusBuilder {
  private let encoding: TokenEncoding
  private let pool: WorkerPool

  private var batch: [Document] = []
  private var batchBytes = 0
  private var pieces: [Range<Int>] = []
  private var pieceBytes = 0

  private var tokens: [Int32] = []
  private var documentStarts = [0]
  private var textByteCounts: [Int] = []
  private var digest = DatasetDigest.Builder()

  private static let batchBytes = 8 << 20
  /// What one thread takes at a time: enough that handing it out costs nothing.
  private static let pieceBytes = 64 << 10

  init(encoding: TokenEncoding, pool: WorkerPool) {
    self.encoding = encoding
    self.pool = pool
  }

  mutating func add(_ document: Document) throws {
    digest.add(document)
    batch.append(document)
    // An empty document costs something too.
    pieceBytes += document.text.count + 64
    if pieceBytes >= Self.pieceBytes { closePiece() }
    if batchBytes >= Self.batchBytes { try tokeniseBatch() }
  }

  consuming func finish() throws -> TokenizedCorpus {
    closePiece()
    try tokeniseBatch()
    return TokenizedCorpus(
      tokens: tokens, documentStarts: documentStarts, textByteCounts: textByteCounts,
      digest: digest.finalize())
  }

  private mutating func closePiece() {
    pieces.append((pieces.last?.upperBound ?? 0)..<batch.count)
    batchBytes += pieceBytes
    pieceBytes = 0
  }

  private mutating func tokeniseBatch() throws {
    if Interruption.isRequested {
      throw CandorError(.interrupted, "stopped while tokenising the dataset")
    }
    let (documents, pieces, encoding) = (batch, pieces, encoding)
    let encoded = Mutex([[[Int32]]](repeating: [], count: pieces.count))
    pool.run(pieces.count) { item in
      let tokens = documents[pieces[item]].map { encoding.tokens(of: $0) }
      encoded.withLock { $0[item] = tokens }
    }
    for (document, tokens) in zip(documents, encoded.withLock { $0 }.joined()) {
      try append(tokens, of: document)
    }
    batch.removeAll(keepingCapacity: true)
    self.pieces.removeAll(keepingCapacity: true)
    batchBytes = 0
  }

  private mutating func append(_ documentTokens: [Int32], of document: Document) throws {
    // A negative id is a large one when its bits are read without a sign.
    let bound = UInt32(clamping: encoding.vocabularySize)
    if let stray = documentTokens.first(where: { UInt32(bitPattern: $0) >= bound }) {
      throw CandorError(
        .mismatch,
        "document `\(document.id)` has token \(stray), outside the vocabulary of "
          + "\(encoding.vocabularySize)",
        hint: "use the tokenizer and the model configuration of the same release")
    }
    tokens += documentTokens
    documentStarts.append(tokens.count)
    textByteCounts.append(document.text.count)
  }
}
