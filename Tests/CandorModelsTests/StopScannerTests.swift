import Testing

@testable import CandorModels

@Suite struct StopScannerTests {
  private func passed(_ pieces: [String], stops: [String]) -> (text: String, isStopped: Bool) {
    var scanner = StopScanner(stops)
    var text = pieces.map { scanner.pass($0) }.joined()
    text += scanner.flush()
    return (text, scanner.isStopped)
  }

  @Test("a stop string is found however the text is cut")
  func cuts() {
    let text = "one END two"
    for cut in 0...text.count {
      let pieces = [String(text.prefix(cut)), String(text.dropFirst(cut))]
      #expect(passed(pieces, stops: ["END", "zzz"]) == ("one ", true))
    }
    #expect(passed(text.map { String($0) }, stops: ["END"]) == ("one ", true))
  }

  @Test("what only begins like a stop string is let go")
  func falseBeginnings() {
    #expect(passed(["aa", "b"], stops: ["aaa"]) == ("aab", false))
    #expect(passed(["ENENE", "N"], stops: ["END"]) == ("ENENEN", false))
    #expect(passed(["ENE", "ND!"], stops: ["END"]) == ("EN", true))
    #expect(passed(["x", "é", ""], stops: ["", "éa"]) == ("xé", false))
  }
}
