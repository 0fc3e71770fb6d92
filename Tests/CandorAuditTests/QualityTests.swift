import CandorAudit
import CandorCore
import Testing

struct QualityTests {
  /// The names of the rules that a text breaks.
  private func broken(_ text: String) -> Set<String> {
    let bytes = Array(text.utf8)
    var counter = RunCounter()
    let statistics = TextStatistics(bytes.span, using: &counter)
    return Set(
      QualityRule.known.filter { $0.isBroken(statistics) }.map {
        String($0.rule.id.dropFirst("quality.".count))
      })
  }

  /// Sentences of words that are all different, but for the common ones.
  private func prose(_ sentences: Int) -> String {
    (0..<sentences).map {
      "The lake\($0) and hill\($0) of town\($0) were seen\($0) with care\($0)."
    }
    .joined(separator: " ")
  }

  @Test("ordinary prose breaks nothing")
  func prose() {
    #expect(broken(prose(20)) == [])
  }

  @Test("thresholds are crossed where they are published, and not before")
  func thresholds() {
    let words = { (count: Int) in
      (0..<count).map { "word\($0) the of." }.joined(separator: " ")
    }
    #expect(
      broken(words(16)).contains("gopher-words") && !broken(words(17)).contains("gopher-words"))
    #expect(broken(prose(20) + " {").contains("c4-braces"))
    #expect(broken("One. Two. Three. Four.").contains("c4-sentences"))
    #expect(!broken("One. Two. Three. Four. Five. Six.").contains("c4-sentences"))
    #expect(broken(String(repeating: "x", count: 1001)).contains("c4-long-word"))
    #expect(!broken(String(repeating: "x", count: 1000)).contains("c4-long-word"))
    #expect(broken("über mañana 日本").contains("gopher-stop-words"))
  }

  @Test("lines: bullets, ellipses, short ones, those without an end, copies")
  func lines() {
    let line = "This is a line that is clearly longer than thirty letters"
    let numbered = (0..<100).map { "\(line) \($0)" }
    #expect(
      broken(numbered.map { "- " + $0 + "." }.joined(separator: "\n")).contains("gopher-bullets"))
    #expect(
      broken(numbered.map { $0 + "..." }.joined(separator: "\n")).contains("gopher-ellipsis-lines"))
    #expect(broken(numbered.joined(separator: "\n")).contains("fineweb-punctuation"))
    let punctuated = { (count: Int) in
      numbered.enumerated().map { $0 < count ? $1 + "." : $1 }.joined(separator: "\n")
    }
    #expect(broken(punctuated(11)).contains("fineweb-punctuation"))
    #expect(!broken(punctuated(12)).contains("fineweb-punctuation"))
    #expect(
      broken((0..<9).map { "short \($0)" }.joined(separator: "\n")).contains("fineweb-short-lines"))
    // 2 of 101 lines are copies: more than 1 % of the letters, fewer than 30 % of the lines.
    let copies = broken((numbered + [numbered[0], numbered[1]]).joined(separator: "\n"))
    #expect(copies.contains("fineweb-line-copies") && !copies.contains("gopher-lines"))
    let half = broken((numbered[..<50] + numbered[..<50]).joined(separator: "\n"))
    #expect(half.isSuperset(of: ["gopher-lines", "gopher-line-scalars"]))
  }

  @Test("runs of words that come again")
  func runs() {
    let chorus = "and so we sing the same old song again"
    let found = broken((0..<30).map { "verse\($0) \(chorus)" }.joined(separator: ". "))
    #expect(found.isSuperset(of: (5...9).map { "gopher-\($0)-grams" } + ["gopher-top-2-gram"]))
    #expect(!broken(prose(20)).contains { $0.hasSuffix("-grams") })
  }

  @Test("licences that a record names")
  func licences() throws {
    func findings(_ licence: String) throws -> [Int] {
      var record = Record()
      let line = Array("{\"license\": \"\(licence)\"}".utf8)
      try JSONScanner.read(line, line.indices, into: &record)
      return LicenceRule.findings(in: record)
    }
    #expect(try findings("CC-BY-4.0") == [])
    #expect(try findings("MIT") == [])
    #expect(try findings("CC-BY-NC-ND 4.0") == [0, 1])
    #expect(try findings("All Rights Reserved") == [2])
    #expect(try findings("ask me") == [3])
  }
}
