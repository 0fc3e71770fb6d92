import CandorCore
import SystemPackage
import Testing

@testable import CandorAudit

struct BenchmarkTests {
  private let scratch: Scratch

  init() throws { scratch = try Scratch() }

  /// Words drawn from few, so that runs recur within items, between them and in the data.
  private struct Words {
    private var generator: UInt64
    private let kinds: UInt64

    init(seed: UInt64, kinds: UInt64) { (generator, self.kinds) = (seed, kinds) }

    mutating func next(_ count: Int) -> [String] {
      (0..<count).map { _ in
        generator = generator &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return "w" + String(UnicodeScalar(UInt8(97 + generator >> 33 % kinds)))
      }
    }
  }

  private static func runs(_ words: [String], _ length: Int) -> Set<[String]> {
    guard words.count >= length else { return [] }
    return Set((0...words.count - length).map { Array(words[$0..<$0 + length]) })
  }

  private func audit(
    _ length: Int, threads: Int = 1, limits: AuditLimits = AuditLimits(),
    removing: Set<Rule.Group>? = nil
  ) throws -> AuditReport {
    let benchmarks = try Benchmarks(scratch.path.appending("tests"), runLength: length)
    return try Audit(
      of: [scratch.path.appending("data")], AuditSelection([.benchmark], removing: removing),
      by: RuleBook(benchmarks: benchmarks), limits: limits
    ).run(using: WorkerPool(threads: threads))
  }

  @Test(
    "items and records are those of a comparison of all runs with all, whatever the pieces",
    arguments: [(3, 3), (3, 6), (5, 2), (8, 1)])
  func naive(_ length: Int, _ kinds: Int) throws {
    var words = Words(seed: UInt64(length * 100 + kinds), kinds: UInt64(kinds))
    let items = (0..<40).map { words.next($0 % 17) }
    let rows = (0..<120).map { number in
      words.next(number % 12) + (number % 3 == 0 ? items[number % 40] : []) + words.next(3)
    }
    func lines(_ rows: [[String]], _ key: String) -> String {
      rows.map { "{\"\(key)\": \"\($0.joined(separator: " "))\"}\n" }.joined()
    }
    try scratch.write("tests/quiz.v1.jsonl", lines(items, "question"))
    try scratch.write("data/a.jsonl", lines(rows, "text"))
    let itemRuns = items.map { Self.runs($0, length) }
    // The key of a value is a word before it.
    let rowRuns = rows.map { Self.runs(["text"] + $0, length) }
    var limits = AuditLimits()
    limits.pieceBytes = 900
    for report in try [audit(length), audit(length, threads: 3, limits: limits)] {
      let benchmark = try #require(report.benchmarks.first)
      #expect(benchmark.header.name == "quiz" && benchmark.header.items == 40)
      #expect(benchmark.header.shortItems == itemRuns.count { $0.isEmpty })
      var expected: [[Double]] = []
      for (number, runs) in itemRuns.enumerated() where !runs.isEmpty {
        let shares = rowRuns.map { Double($0.intersection(runs).count) / Double(runs.count) }
        guard let most = shares.max(), most >= 0.5, let row = shares.firstIndex(of: most) else {
          continue
        }
        let covered = runs.count { run in rowRuns.contains { $0.contains(run) } }
        expected.append([
          Double(number), most, Double(covered) / Double(runs.count),
          Double(shares.count { $0 >= 0.5 }), Double(row),
        ])
      }
      #expect(
        benchmark.items.map {
          [Double($0.row), $0.share, $0.covered, Double($0.records), Double($0.place.row)]
        } == expected)
      #expect(benchmark.contaminated == expected.count)
      #expect(
        benchmark.touched
          == itemRuns.count { runs in rowRuns.contains { !$0.isDisjoint(with: runs) } })
      let flagged = rowRuns.indices.filter { row in
        itemRuns.contains {
          !$0.isEmpty && 2 * rowRuns[row].intersection($0).count >= $0.count
        }
      }
      #expect(report.findings.first?.places.map(\.row) == flagged)
    }
  }

  private static let question =
    "Janet's ducks lay 16 eggs per day. She eats three for breakfast every morning and bakes muffins."

  @Test("an item is found however it is written, also with other numbers, and a repair removes it")
  func disguises() throws {
    try scratch.write(
      "tests/gsm.jsonl",
      "{\"q\": \"\(Self.question)\", \"a\": \"18\"}\n{\"q\": \"too short\", \"a\": \"1\"}\n")
    let wide = String(
      String.UnicodeScalarView(
        Self.question.unicodeScalars.map {
          0x61...0x7A ~= $0.value ? UnicodeScalar($0.value + 0xFEE0)! : $0
        }))
    let texts = [
      Self.question.uppercased(), Self.question.replacing("16", with: "24"), wide,
      Self.question.replacing(" ", with: "\\n\\t"), "Q: " + Self.question + " A: 18",
      Self.question.replacing("eggs", with: "e\u{200B}ggs"),
    ]
    try scratch.write(
      "data/a.jsonl",
      (texts + ["Janet has ducks."]).map { "{\"text\": \"\($0)\"}\n" }.joined())
    let report = try audit(8, removing: [.benchmark])
    #expect(report.findings.first?.places.map(\.row) == Array(texts.indices))
    #expect(report.findings.first?.rule.id == "benchmark.gsm")
    #expect(report.total.removed == texts.count && report.total.clean == 1)
    let benchmark = try #require(report.benchmarks.first)
    #expect(benchmark.items.first?.records == texts.count && benchmark.items.first?.share == 1)
    #expect(benchmark.header.shortItems == 1 && benchmark.contaminated == 1)
  }

  @Test("shards give the report of one machine, and other benchmarks are another plan")
  func shards() throws {
    try scratch.write("tests/gsm.jsonl", "{\"q\": \"\(Self.question)\"}\n")
    try scratch.write(
      "data/a.jsonl",
      (0..<60).map { "{\"text\": \"\($0) \($0 % 7 == 3 ? Self.question : "nothing")\"}\n" }
        .joined())
    var limits = AuditLimits()
    limits.pieceBytes = 500
    let book = RuleBook(
      benchmarks: try Benchmarks(scratch.path.appending("tests"), runLength: 8))
    let audit = try Audit(of: [scratch.path.appending("data")], by: book, limits: limits)
    let plan = try AuditPlan(audit, shardBytes: 1000)
    let pool = try WorkerPool(threads: 2)
    let partials = try (0..<plan.shardCount).map { number in
      let path = scratch.path.appending("\(number).partial")
      try plan.writePartial(ofShard: number, to: path, using: pool)
      return try AuditPartial(path)
    }
    #expect(partials.count > 2)
    #expect(
      try plan.report(of: partials).json().canonical() == audit.run(using: pool).json().canonical())
    try plan.write(to: scratch.path.appending("plan.json"))
    let error = #expect(throws: CandorError.self) {
      _ = try AuditPlan(scratch.path.appending("plan.json"), limits: limits)
    }
    #expect(error?.code == .unsupported)
  }

  @Test("what is no benchmark is refused with its place")
  func refusals() throws {
    func refusal(_ name: String, _ text: String) throws -> CandorError? {
      try scratch.write("tests/\(name)", text)
      defer { try? FileSystem.remove(scratch.path.appending("tests")) }
      return #expect(throws: CandorError.self) {
        _ = try Benchmarks(scratch.path.appending("tests"), runLength: 8)
      }
    }
    #expect(try refusal("x.bin", "x")?.code == .usage)
    #expect(try refusal("empty.jsonl", "\n")?.code == .malformed)
    let broken = try refusal("broken.jsonl", "{\"q\": \"a\"}\n{\"q\"\n")
    #expect(broken?.code == .malformed && broken?.location?.byteOffset == 11)
    try scratch.write("tests/one.jsonl", "{\"q\": \"a\"}\n")
    #expect(try refusal("One.csv", "q\na\n")?.code == .usage)
  }
}
