import CandorCore

extension Trace {
  /// The object of `candor trace --json` (docs/cli.md).
  package func json(_ manifest: IndexManifest, seconds: Double) -> JSONValue {
    [
      "index": .string(manifest.digest.hex), "dataset": .string(manifest.dataset.hex),
      "words": .integer(Int64(words)), "coverage": .double(coverage),
      "chanceWords": .integer(Int64(chanceWords)), "minimumWords": .integer(Int64(minimumWords)),
      "spans": .array(spans.map { json(of: $0) }), "furtherSpans": .integer(Int64(furtherSpans)),
      "seconds": .double((seconds * 1e6).rounded() / 1e6),
    ]
  }

  /// A span's words as they stand in the text.
  package func text(of span: Span) -> String { String(decoding: text[span.bytes], as: UTF8.self) }

  private func json(of span: Span) -> JSONValue {
    [
      "text": .string(text(of: span)),
      "start": .integer(Int64(span.bytes.lowerBound)),
      "end": .integer(Int64(span.bytes.upperBound)),
      "words": .integer(Int64(span.words.count)), "bits": .double(span.bits),
      "occurrences": .integer(Int64(span.occurrences)),
      "documentCount": .integer(Int64(span.documents)), "isExact": .bool(span.isExact),
      "documents": .array(
        span.examples.map {
          [
            "id": .string($0.document), "offset": .integer(Int64($0.offset)),
            "context": .string($0.before + $0.text + $0.after),
          ]
        }),
    ]
  }
}
