import CandorCore
import CandorCorpus
import Testing

struct TokenizedCorpusTests {
  private let documents = ["abc", "", "z", "hello world"].enumerated().map {
    Document(id: "d\($0.offset)", text: Array($0.element.utf8))
  }

  private func bytes(begin: Int32?, end: Int32?, vocabularySize: Int = 258) -> TokenEncoding {
    TokenEncoding(vocabularySize: vocabularySize, beginOfText: begin, endOfText: end) { text in
      text.map { Int32($0) }
    }
  }

  @Test("a document is begin, ids and end, and gives one pair less than that")
  func tokens() throws {
    let pool = try WorkerPool(threads: 1)
    let corpus = try TokenizedCorpus(
      documents: documents.prefix(3), encoding: bytes(begin: 256, end: 257), pool: pool)
    #expect(corpus.tokens == [256, 97, 98, 99, 257, 256, 257, 256, 122, 257])
    #expect(corpus.documentStarts == [0, 5, 7, 10])
    #expect(corpus.pairCounts == [4, 1, 2])
    #expect(corpus.textByteCounts == [3, 0, 1])
    #expect(corpus.digest == DatasetDigest(of: documents.prefix(3)))

    let bare = try TokenizedCorpus(
      documents: documents, encoding: bytes(begin: nil, end: nil), pool: pool)
    #expect(bare.pairCounts == [2, 0, 0, 10])
    #expect(bare.tokenRange(ofDocument: 2) == 3..<4)
  }

  @Test("any number of threads and any batching give the same corpus")
  func threads() throws {
    let many = (0..<20_000).map { Document(id: "\($0)", text: Array("text \($0 * $0)".utf8)) }
    let corpora = try [1, 2, 3, 7].map { threads in
      try TokenizedCorpus(
        documents: many, encoding: bytes(begin: nil, end: 257),
        pool: WorkerPool(threads: threads))
    }
    for corpus in corpora {
      #expect(corpus.tokens == corpora[0].tokens)
      #expect(corpus.documentStarts == corpora[0].documentStarts)
    }
    #expect(corpora[0].tokens == many.flatMap { $0.text.map { Int32($0) } + [257] })
  }

  @Test("an id outside the vocabulary is refused with the document's name")
  func vocabulary() throws {
    let pool = try WorkerPool(threads: 2)
    let error = try refusal {
      _ = try TokenizedCorpus(
        documents: documents, encoding: bytes(begin: nil, end: nil, vocabularySize: 122),
        pool: pool)
    }
    #expect(error.code == .mismatch && error.message.contains("`d2`"))
    let end = try refusal {
      _ = try TokenizedCorpus(
        documents: documents, encoding: bytes(begin: nil, end: 258), pool: pool)
    }
    #expect(end.message.contains("`d0`") && end.message.contains("258"))
    let negative = TokenEncoding(vocabularySize: 9, beginOfText: nil, endOfText: nil) { _ in [-1] }
    #expect(
      try refusal {
        _ = try TokenizedCorpus(documents: documents, encoding: negative, pool: pool)
      }.code == .mismatch)
  }

  @Test("a batch holds each pair of its sequences, in windows that cover its rows")
  func batch() throws {
    let corpus = try TokenizedCorpus(
      documents: documents, encoding: bytes(begin: 256, end: 257), pool: WorkerPool(threads: 1))
    let sequences = [
      PackedSequence(segments: [
        DocumentSegment(document: 2, firstPair: 0, count: 2),
        DocumentSegment(document: 0, firstPair: 0, count: 3),
      ]),
      PackedSequence(segments: [DocumentSegment(document: 0, firstPair: 3, count: 1)]),
    ]
    let batch = TokenBatch(sequences, of: corpus)
    #expect(batch.inputs == [256, 122, 256, 97, 98, 99])
    #expect(batch.targets == [122, 257, 97, 98, 99, 257])
    #expect(
      batch.segments == [
        .init(startRow: 0, count: 2), .init(startRow: 2, count: 3), .init(startRow: 5, count: 1),
      ])
    #expect(batch.sampleDigest == sequences.sampleDigest)
  }

  @Test("the sample digest tells segments, their order and sequence ends apart")
  func sampleDigest() {
    let a = DocumentSegment(document: 0, firstPair: 0, count: 3)
    let b = DocumentSegment(document: 1, firstPair: 0, count: 3)
    let c = DocumentSegment(document: 1, firstPair: 1, count: 3)
    let lists = [[[a, b]], [[b, a]], [[a], [b]], [[a, c]], [[a]], []]
    let digests = lists.map { list in list.map { PackedSequence(segments: $0) }.sampleDigest }
    #expect(Set(digests).count == lists.count)
  }
}
