import CandorCore
import CandorCorpus

/// What stands more than once in an index: counts, and where the longest rows are.
struct RepeatsReport {
  private let repeats: Repeats
  private let index: SuffixIndex
  /// The names of the documents of the longest rows.
  private let ids: [String]

  init(_ repeats: Repeats, of index: SuffixIndex) throws {
    (self.repeats, self.index) = (repeats, index)
    ids = try repeats.longest.map { try index.documentID($0.document) }
  }

  var lines: [String] {
    let title =
      "rows of \(repeats.minimumWords) words or more in \(index.manifest.documents) documents"
    return [
      Terminal.bold(title), line("stand more than once", repeats.anywhere),
      line("stand in several documents", repeats.shared),
    ]
      + zip(repeats.longest, ids).map { span, id in
        "  \(span.words) words at byte \(span.offset) of \(id)"
      }
  }

  private func line(_ what: String, _ tally: Repeats.Tally) -> String {
    let share = Double(tally.words) / Double(max(1, index.manifest.words))
    return
      "\(tally.words) of \(index.manifest.words) words (\(RunProgressBar.fixed(100 * share, 2)) %) "
      + "\(what): \(tally.spans) stretches in \(tally.documents) documents"
  }

  var json: JSONValue {
    [
      "minimumWords": .integer(Int64(repeats.minimumWords)),
      "words": .integer(Int64(index.manifest.words)),
      "documents": .integer(Int64(index.manifest.documents)), "anywhere": json(repeats.anywhere),
      "severalDocuments": json(repeats.shared), "index": .string(index.manifest.digest.hex),
      "longest": .array(
        zip(repeats.longest, ids).map { span, id in
          [
            "id": .string(id), "offset": .integer(Int64(span.offset)),
            "words": .integer(Int64(span.words)),
          ]
        }),
    ]
  }

  private func json(_ tally: Repeats.Tally) -> JSONValue {
    [
      "words": .integer(Int64(tally.words)), "documents": .integer(Int64(tally.documents)),
      "stretches": .integer(Int64(tally.spans)),
    ]
  }
}
