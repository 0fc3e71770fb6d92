import CandorCore
import Testing

@testable import CandorAudit

struct DistributionTests {
  @Test(
    "a text's script is that of most of its letters",
    arguments: [
      ("What, 你?", "Latin"), ("Größe", "Latin"), ("Ελλάδα ok", "Greek"),
      ("Привет, you", "Cyrillic"),
      ("שלום", "Hebrew"), ("مرحبا", "Arabic"), ("नमस्ते", "Indic"), ("สวัสดี", "Thai"),
      ("ありがとう御座", "kana"), ("漢字𠀀", "Han"), ("안녕하세요", "Hangul"), ("ᏣᎳᎩ", "other"),
      ("12 – 34 … 😀", "no letters"), ("", "no letters"),
    ])
  func scripts(text: String, script: String) {
    #expect(Script.ofMost(Array(text.utf8).span).rawValue == script)
  }

  @Test("each text is in one bin of each measure")
  func bins() throws {
    let scratch = try Scratch()
    try scratch.write("a.jsonl", "{\"text\": \"one two two\"}\n{\"text\": \"1 2\\n1 2\\nabc\"}\n")
    try scratch.write("b.txt", "eins zwei drei")
    let charts = try scratch.audit([.quality]).distributions.charts
    var found: [String: String] = [:]
    for chart in charts {
      #expect(chart.bins.reduce(0) { $0 + $1.texts } == 3)
      found[chart.measure.rawValue] =
        chart.bins.filter { $0.texts > 0 }.map { "\($0.name): \($0.texts)" }.joined(separator: ", ")
    }
    #expect(
      found == [
        "bytes": "from 8: 3", "words": "from 2: 2, from 4: 1",
        "wordLength": "1 to 2: 1, 3 to 4: 1, 4 to 5: 1", "alphabeticWords": "20 to 30 %: 1, all: 2",
        "repeatedLines": "0 to 10 %: 2, 30 to 40 %: 1", "script": "Latin: 3",
      ])
    #expect(try scratch.audit([.personal]).distributions.charts.isEmpty)
  }
}
