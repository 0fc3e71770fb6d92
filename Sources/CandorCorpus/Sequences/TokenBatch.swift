import CandorCore

/// Some sequences as a trainer reads them: rows of pairs, end to end, and the windows they fall into.
package struct TokenBatch: Sendable, Equatable {
  /// Consecutive rows that attend to each other and to no others; positions in it begin at 0.
  package struct Segment: Sendable, Equatable {
    package let startRow: Int
    package let count: Int

    package init(startRow: Int, count: Int) {
      self.startRow = startRow
      self.count = count
    }
  }

  /// One id a row.
  package let inputs: [Int32]

  /// The id that follows each input in its document.
  package let targets: [Int32]

  /// In the order of their rows, covering them all.
  package let segments: [Segment]

  /// Of the sequences this batch was made from.
  package let sampleDigest: Digest

  /// - Precondition: the sequences come from a plan for this corpus.
  package init(_ sequences: some Collection<PackedSequence>, of corpus: TokenizedCorpus) {
    var inputs: [Int32] = []
    var targets: [Int32] = []
    var segments: [Segment] = []
    for segment in sequences.lazy.flatMap(\.segments) {
      let start = corpus.documentStarts[segment.document] + segment.firstPair
      precondition(start + segment.count < corpus.documentStarts[segment.document + 1])
      segments.append(Segment(startRow: inputs.count, count: segment.count))
      inputs += corpus.tokens[start..<start + segment.count]
      targets += corpus.tokens[start + 1..<start + 1 + segment.count]
    }
    self.inputs = inputs
    self.targets = targets
    self.segments = segments
    sampleDigest = sequences.sampleDigest
  }
}
