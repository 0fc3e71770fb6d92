import CandorAudit
import CandorCore
import SystemPackage
import Testing

struct NearTests {
  @Test("signatures are those of datatrove")
  func golden() throws {
    let answers = try KnownAnswers.read("minhash.jsonl")
    #expect(answers.count > 6)
    for (text, answer) in answers {
      let own = MinHash.signature(of: Array(text.utf8).span)
      let numbers = own.map { JSONValue.array($0.map { .string(String($0, radix: 16)) }) } ?? .null
      #expect(numbers == answer, "\(text)")
    }
  }

  /// A word of letters for each number: digits would all become 0.
  private static func word(_ number: Int) -> String {
    let letters = Array("abcdefghijklmnopqrstuvwxyz")
    return "q"
      + [number / 676 % 26, number / 26 % 26, number % 26].map { String(letters[$0]) }.joined()
  }

  private static let words = (0..<400).map { word($0) }

  /// A long text with one word in so many changed.
  private static func text(_ number: Int, changing step: Int) -> String {
    words.enumerated().map {
      $0.offset % step == step - 1 ? word(1000 + 400 * number + $0.offset) : $0.element
    }
    .joined(separator: " ")
  }

  @Test(
    "near copies are found, others are not, and neither threads nor pieces matter",
    arguments: NearCopies.allCases)
  func clusters(_ nearCopies: NearCopies) throws {
    let scratch = try Scratch()
    var lines: [String] = ["{\"text\": \"\(Self.text(0, changing: 1000))\"}"]
    lines.append("{\"text\": \"\(Self.text(1, changing: 200))\"}")
    lines.append("{\"text\": \"\(Self.text(2, changing: 2))\"}")
    lines += (0..<50).map { number in
      "{\"text\": \"\((0..<30).map { Self.word(5000 + number * 31 + $0) }.joined(separator: " "))\"}"
    }
    lines.append("{\"text\": \"too short\"}")
    lines.append("{\"text\": \"\(Self.text(3, changing: 150).uppercased())!\"}")
    try scratch.write("data.jsonl", lines.joined(separator: "\n") + "\n")
    var limits = AuditLimits()
    let rows = [1, lines.count - 1]
    for (threads, piece) in [(1, 16 << 20), (3, 1000)] {
      limits.pieceBytes = piece
      let report = try scratch.audit(
        [.near], by: RuleBook(near: nearCopies), threads: threads, limits: limits)
      let finding = try #require(
        report.findings.first { $0.rule.id == "near.\(nearCopies.rawValue)" })
      #expect(finding.places.map(\.row) == rows && report.total.flagged == rows.count)
    }
  }

  @Test("sketches share as large a part as their shingles", arguments: [2, 10, 60, 300, 3000])
  func sketches(_ shingles: Int) {
    var random = SystemRandomNumberGenerator()
    for share in [0.25, 0.5, 0.8] {
      var (equal, all) = (0, 0)
      // Both have `shingles`, `common` of which they share.
      let common = (2 * Double(shingles) * share / (1 + share)).rounded()
      let exact = common / (2 * Double(shingles) - common)
      for _ in 0..<200 {
        let both = (0..<Int(common)).map { _ in random.next() }
        let (first, second) = (both + own(), both.shuffled() + own())
        let numbers = (SimilaritySketch.sketch(of: first), SimilaritySketch.sketch(of: second))
        equal += zip(numbers.0, numbers.1).count { $0 == $1 }
        all += numbers.0.count
        #expect(SimilaritySketch.sketch(of: first.reversed() + first) == numbers.0)
      }
      // The share of 22,400 is some three in a thousand from its mean.
      #expect(abs(Double(equal) / Double(all) - exact) < 0.03)
      func own() -> [UInt64] { (0..<shingles - Int(common)).map { _ in random.next() } }
    }
    #expect(SimilaritySketch.sketch(of: Array("only four words here".utf8).span) == nil)
    #expect(SimilaritySketch.sketch(of: Array("these are now five words".utf8).span)?.count == 112)
  }

  @Test("of near copies, one stays that nothing else flags; a copy is not counted twice")
  func preference() throws {
    let scratch = try Scratch()
    let text = Self.text(0, changing: 1000)
    try scratch.write(
      "data.jsonl",
      "{\"text\": \"\(text)\", \"by\": \"a@b.com\"}\n{\"text\": \"\(text)!\"}\n{\"text\": \"\(text)!\"}\n"
    )
    let report = try scratch.audit([.near, .duplicate, .personal])
    #expect(report.found == ["personal.email": 1, "duplicate.exact": 1, "near.minhash": 1])
    #expect(report.findings.first { $0.rule.id == "near.minhash" }?.places.map(\.row) == [0])
  }
}
