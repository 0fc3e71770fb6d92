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

  @Test("near copies are found, others are not, and neither threads nor pieces matter")
  func clusters() throws {
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
      let report = try scratch.audit([.near], threads: threads, limits: limits)
      let finding = try #require(report.findings.first { $0.rule.id == "near.minhash" })
      #expect(finding.places.map(\.row) == rows && report.total.flagged == rows.count)
    }
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
