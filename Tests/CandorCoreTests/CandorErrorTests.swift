import CandorCore
import Testing

@Suite struct CandorErrorTests {
  @Test(
    "the description says place, message and hint",
    arguments: [
      (CandorError.Location(file: "a.yaml", line: 12), "a.yaml:12: no"),
      (CandorError.Location(file: "a.bin", byteOffset: 123), "a.bin (byte 123): no"),
      (CandorError.Location(file: "a", byteOffset: 9, line: 2), "a:2 (byte 9): no"),
      (CandorError.Location(file: "a", line: 2, field: "seed"), "a:2: `seed`: no"),
      (CandorError.Location(line: 2), "line 2: no"),
      (CandorError.Location(byteOffset: 2), "byte 2: no"),
      (CandorError.Location(field: "seed"), "`seed`: no"),
      (CandorError.Location(), "no"),
    ])
  func place(location: CandorError.Location, text: String) {
    #expect(CandorError(.malformed, "no", at: location).description == text)
    #expect(
      "\(CandorError(.malformed, "no", hint: "try yes", at: location))" == text
        + "\n\nhint: try yes")
  }

  @Test("exit statuses are those of sysexits")
  func exitStatus() {
    let statuses = Dictionary(
      uniqueKeysWithValues: CandorError.Code.allCases.map { ($0, CandorError($0, "").exitStatus) })
    #expect(
      statuses == [
        .usage: 64, .malformed: 65, .mismatch: 65, .unsupported: 65, .limitExceeded: 65,
        .nonFinite: 65, .notFound: 66, .unavailable: 69, .internalFault: 70, .inputOutput: 74,
        .interrupted: 130,
      ])
  }

  @Test(
    "the nearest word is one or few edits away",
    arguments: [
      ("warmpu", "warmup"), ("Warmup", "warmup"), ("warmupsteps", nil), ("warm_up", "warmup"),
      ("layer", "layers"), ("sede", "seed"), ("sd", nil), ("", nil), ("zzzzzz", nil),
      ("head", "heads"), ("dept", nil),
    ] as [(String, String?)])
  func nearestWord(word: String, meant: String?) {
    #expect(nearest(word, among: ["warmup", "layers", "heads", "seed"]) == meant)
  }

  @Test("no words, no suggestion; among equals the first")
  func nearestOfFew() {
    #expect(nearest("a", among: []) == nil)
    #expect(nearest("cat", among: ["bat", "hat"]) == "bat")
  }
}
