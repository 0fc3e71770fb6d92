import CandorAudit
import CandorCore
import SystemPackage
import Testing

struct ScoreTests {
  private func flagged(_ rows: [String], _ threshold: String) throws -> [Int] {
    let scratch = try Scratch()
    let data = try scratch.write("data.jsonl", rows.joined(separator: "\n") + "\n")
    let book = RuleBook(thresholds: [try ScoreThreshold(threshold)])
    let report = try Audit(of: [data], AuditSelection([.score]), by: book)
      .run(using: WorkerPool(threads: 1))
    return try #require(report.findings.first).places.map(\.row)
  }

  @Test("a threshold flags numbers from it on, and nothing that is no number")
  func thresholds() throws {
    let rows = [
      "{\"punsafe\": 0.9}", "{\"punsafe\": 0.8999}", "{\"PUNSAFE\": \"0.95\"}",
      "{\"punsafe\": null}",
      "{\"punsafe\": 1e0}", "{\"unsafe\": 1}", "{\"meta\": {\"punsafe\": 0.99}}",
      "{\"punsafe\": \"nan\"}",
      "{\"punsafe\": 0.1, \"punsafe\": 0.99}",
    ]
    #expect(try flagged(rows, "punsafe=0.9") == [0, 2, 4, 6, 8])
  }

  @Test("what is no threshold is refused", arguments: ["punsafe", "=1", "a=b", "a=nan", "a="])
  func refusals(_ text: String) {
    let error = #expect(throws: CandorError.self) { _ = try ScoreThreshold(text) }
    #expect(error?.code == .usage)
  }
}
