import CandorCorpus

/// What a trace found, as lines of text.
struct TraceReport {
  let lines: [String]

  init(_ trace: Trace) {
    let share = RunProgressBar.fixed(100 * trace.coverage, 1)
    var lines = [
      "\(trace.coveredWords) of \(trace.words) words (\(share) %) stand in the dataset in spans of "
        + "\(trace.minimumWords) words or more; chance explains \(trace.chanceWords)"
    ]
    for span in trace.spans {
      let documents = "\(span.isExact ? "" : "at least ")\(Self.count(span.documents, "document"))"
      lines.append("")
      lines.append(Terminal.bold("“\(Self.line(trace.text(of: span)))”"))
      lines.append(
        "  \(Self.count(span.words.count, "word")), \(RunProgressBar.fixed(span.bits, 1)) bits; "
          + "\(Self.count(span.occurrences, "occurrence")) in \(documents)")
      for example in span.examples {
        lines.append("  \(example.document), byte \(example.offset)")
        lines.append(
          "    …\(Self.line(example.before))\(Terminal.bold(Self.line(example.text)))"
            + "\(Self.line(example.after))…")
      }
    }
    if trace.furtherSpans > 0 {
      lines += ["", "and \(Self.count(trace.furtherSpans, "span")) more"]
    }
    self.lines = lines
  }

  static func count(_ number: Int, _ noun: String) -> String {
    "\(number) \(noun)\(number == 1 ? "" : "s")"
  }

  /// Without line ends and tabs.
  private static func line(_ text: String) -> String {
    String(text.map { $0.isNewline || $0 == "\t" ? " " : $0 })
  }
}
