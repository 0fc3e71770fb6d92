import CandorCore
import CandorCorpus

/// A trace as one page of HTML.
///
/// The text, its spans coloured the deeper the less probable they are; each leads to the documents in
/// which it stands.
struct TracePage {
  private let trace: Trace
  private let index: IndexManifest

  init(_ trace: Trace, index: IndexManifest) {
    self.trace = trace
    self.index = index
  }

  var html: String {
    HTMLPage(title: "Where this text stands", style: Self.style, body: body).html
  }

  private var body: String {
    """
    <header>
    <h1>Where this text <em>stands</em></h1>
    <p><b>\(RunProgressBar.fixed(100 * trace.coverage, 1)) %</b> of its \(trace.words) words stand in the \
    dataset word for word, in spans of \(trace.minimumWords) words or more. Chance explains spans of \
    \(trace.chanceWords).</p>
    <div class="meter"><i style="width:\(RunProgressBar.fixed(100 * trace.coverage, 2))%"></i></div>
    </header>
    <main>
    <section><h2>The text</h2>
    <p class="hint">The deeper the colour, the less probable the span. Each leads to its documents.</p>
    <div class="text">\(text)</div></section>
    \(trace.spans.enumerated().map { section($0.offset, $0.element) }.joined(separator: "\n"))
    \(trace.furtherSpans > 0 ? "<p class=\"hint\">And \(trace.furtherSpans) spans more.</p>" : "")
    </main>
    <footer>A text that stands in a dataset was not necessarily learned from there.
    <br>Dataset <code>\(index.dataset.hex)</code>, \(index.documents) documents, \(index.words) words.
    <br>Index <code>\(index.digest.hex)</code></footer>
    """
  }

  // The text.

  private var text: String {
    // Of the spans that cover a byte, the least probable, which comes first, counts.
    var owners = [Int?](repeating: nil, count: trace.text.count)
    for (number, span) in trace.spans.enumerated().reversed() {
      for byte in span.bytes { owners[byte] = number }
    }
    var pieces = ""
    var start = 0
    while start < owners.count {
      let end = owners[start...].firstIndex { $0 != owners[start] } ?? owners.count
      let piece = String(decoding: trace.text[start..<end], as: UTF8.self).escapedForHTML
      if let owner = owners[start] {
        pieces +=
          "<a href=\"#span-\(owner + 1)\" style=\"\(colour(of: owner))\" title=\"\(title(owner))\">\(piece)</a>"
      } else {
        pieces += piece
      }
      start = end
    }
    return pieces
  }

  private func colour(of number: Int) -> String {
    let most = trace.spans.first?.bits ?? 1
    let share = 0.15 + 0.75 * trace.spans[number].bits / max(most, 1)
    return "background:\(ExplanationPage.blue(share));color:\(share > 0.55 ? "#fff" : "#1d2433")"
  }

  private func title(_ number: Int) -> String {
    let span = trace.spans[number]
    return "\(span.words.count) words, \(RunProgressBar.fixed(span.bits, 0)) bits"
  }

  // The documents.

  private func section(_ number: Int, _ span: Trace.Span) -> String {
    """
    <section class="span" id="span-\(number + 1)">
    <h2><i style="\(colour(of: number))">\(number + 1)</i> \(trace.text(of: span).escapedForHTML)</h2>
    <p class="hint">\(TraceReport.count(span.words.count, "word")), \
    \(RunProgressBar.fixed(span.bits, 1)) bits; \
    \(TraceReport.count(span.occurrences, "occurrence")) in \(span.isExact ? "" : "at least ")\
    \(TraceReport.count(span.documents, "document"))</p>
    \(span.examples.map(document).joined(separator: "\n"))
    </section>
    """
  }

  private func document(_ example: Trace.Example) -> String {
    """
    <div class="document"><small>\(example.document.escapedForHTML), byte \(example.offset)</small>\
    <p>…\(example.before.escapedForHTML)<mark>\(example.text.escapedForHTML)</mark>\
    \(example.after.escapedForHTML)…</p></div>
    """
  }

  private static let style = """
    :root{color-scheme:light dark;--ink:#1d2433;--soft:#68708a;--line:#e3e6ef;--paper:#fff;--ground:#f4f5fa;
    --blue:#2650a5;--mark:#dbe6fa}
    @media(prefers-color-scheme:dark){:root{--ink:#e6e9f2;--soft:#9aa3bb;--line:#2e3547;--paper:#1a1f2c;
    --ground:#11141d;--blue:#7ea2ee;--mark:#2b3d66}}
    *{box-sizing:border-box}
    body{margin:0;background:var(--ground);color:var(--ink);
    font:16px/1.55 system-ui,-apple-system,"Segoe UI",Roboto,"DejaVu Sans",sans-serif}
    header,main,footer{max-width:56rem;margin:0 auto;padding:0 1.5rem}
    header{padding-top:2.2rem}
    h1{font-size:1.9rem;font-weight:650;letter-spacing:-.02em;margin:0 0 .3rem}
    h1 em{font-style:normal;color:var(--blue)}
    h2{font-size:1.05rem;font-weight:650;margin:0;overflow-wrap:anywhere}
    h2 i{font-style:normal;font-size:.8rem;border-radius:1rem;padding:.1rem .55rem;margin-right:.4rem}
    header p{color:var(--soft);margin:0}
    header b{color:var(--ink)}
    .meter{height:.5rem;border-radius:.3rem;background:var(--line);margin-top:.8rem;overflow:hidden}
    .meter i{display:block;height:100%;background:var(--blue)}
    section{background:var(--paper);border:1px solid var(--line);border-radius:.9rem;margin:1.3rem 0;
    padding:1.2rem 1.4rem;box-shadow:0 1px 2px rgba(20,30,60,.04);scroll-margin-top:1rem}
    .span:target{border-color:var(--blue);box-shadow:0 0 0 2px var(--blue)}
    .hint{color:var(--soft);font-size:.86rem;margin:.1rem 0 .9rem}
    .text{font-size:1.12rem;line-height:2;white-space:pre-wrap;overflow-wrap:anywhere}
    .text a{text-decoration:none;border-radius:.3rem;padding:.12rem .2rem}
    .text a:hover,.text a:focus{outline:2px solid var(--ink);outline-offset:1px}
    .document{border-top:1px solid var(--line);padding:.6rem 0 .2rem}
    .document small{color:var(--soft);font-family:ui-monospace,Menlo,Consolas,"DejaVu Sans Mono",monospace}
    .document p{margin:.1rem 0 .3rem;color:var(--soft);overflow-wrap:anywhere}
    mark{background:var(--mark);color:var(--ink);border-radius:.2rem;padding:0 .1rem}
    footer{color:var(--soft);font-size:.82rem;padding-bottom:2rem}
    code{font-size:.75rem}
    code,small{overflow-wrap:anywhere}
    """
}
