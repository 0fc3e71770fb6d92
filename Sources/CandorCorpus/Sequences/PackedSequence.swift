import CandorCore

/// What one row of a batch holds: at most `context` pairs, in segments.
package struct PackedSequence: Sendable, Equatable {
  package let segments: [DocumentSegment]

  package init(segments: [DocumentSegment]) { self.segments = segments }

  package var pairCount: Int { segments.reduce(0) { $0 + $1.count } }
}

extension Collection where Element == PackedSequence {
  /// What a step saw: SHA-256 over `candor.samples/1` and LF; the number of sequences; for each
  /// sequence the number of its segments, and for each segment its document, first pair and count.
  /// All numbers are 64-bit and little endian.
  package var sampleDigest: Digest {
    var builder = DigestBuilder()
    builder.update("candor.samples/1\n")
    builder.update(UInt64(count))
    for sequence in self {
      builder.update(UInt64(sequence.segments.count))
      for segment in sequence.segments {
        builder.update(UInt64(segment.document))
        builder.update(UInt64(segment.firstPair))
        builder.update(UInt64(segment.count))
      }
    }
    return builder.finalize()
  }
}
