import CandorCore
import SystemPackage
import Testing

@testable import CandorAudit

/// What shards find, joined in whatever way, is what one machine finds.
struct ShardTests {
  private let data: Scratch
  private let work: Scratch
  private let selection = AuditSelection(removing: [.personal, .secret, .duplicate])
  private let limits: AuditLimits
  private let pool: WorkerPool

  init() throws {
    data = try Scratch()
    work = try Scratch()
    pool = try WorkerPool(threads: 2)
    var limits = AuditLimits()
    limits.pieceBytes = 700
    self.limits = limits
    var lines = ""
    for number in 0..<200 {
      lines += "{\"text\": \"\(number % 9 == 0 ? "m\(number)@x.org" : "t \(number % 40)")\"}\n"
    }
    try data.write("a.jsonl", lines)
    try data.write("b.jsonl", lines + "broken\n\n{\"text\": \"T 3\"}")
    try data.write("c.csv", "name,mail\nx,y\nz,a@b.com\n\"no end\n")
    try data.write("d.txt", Array(lines.utf8) + [0xFF])
    try data.write("empty.txt", "")
    try data.write("not.read", "x")
  }

  private func plan(shardBytes: Int = 1500) throws -> AuditPlan {
    try AuditPlan(Audit(of: [data.path], selection, limits: limits), shardBytes: shardBytes)
  }

  private func partials(_ plan: AuditPlan, _ name: String = "") throws -> [AuditPartial] {
    try (0..<plan.shardCount).map { number in
      let path = work.path.appending("\(name)\(number).partial")
      try plan.writePartial(ofShard: number, to: path, using: pool)
      return try AuditPartial(path)
    }
  }

  private func joined(_ partials: [AuditPartial], _ name: String) throws -> AuditPartial {
    let path = work.path.appending(name)
    try AuditPartial.join(partials, to: path)
    return try AuditPartial(path)
  }

  private func bytes(_ name: String) throws -> [UInt8] {
    try FileSystem.read(work.path.pushing(FilePath(name)))
  }

  @Test("the joined report is the single one, to the byte, for shards of any size")
  func equalsSingleRun() throws {
    let single = try Audit(of: [data.path], selection, limits: limits).run(using: pool)
    #expect(single.total.removed > 300 && single.total.unreadable == 2 && single.skipped.count == 1)
    for shardBytes in [1, 1500, 1 << 30] {
      let plan = try plan(shardBytes: shardBytes)
      let report = try plan.report(of: partials(plan, "\(shardBytes)-").reversed())
      #expect(report.json().canonical() == single.json().canonical())
      #expect(report.removals == single.removals)
    }
  }

  @Test("near copies in different shards are those of one machine")
  func nearCopies() throws {
    let letters = Array("abcdefghijklmnopqrstuvwxyz")
    func word(_ number: Int) -> String { "q\(letters[number / 26 % 26])\(letters[number % 26])" }
    for file in 0..<6 {
      // A word in 200 is the file's own.
      let words = (0..<400).map { $0 % 200 == 7 ? "own\(word(file))" : word($0 * 7) }
      try data.write("near-\(file).txt", words.joined(separator: " "))
    }
    let single = try Audit(of: [data.path], selection, limits: limits).run(using: pool)
    #expect(single.found["near.minhash"] ?? 0 >= 5)
    let plan = try plan(shardBytes: 1)
    let report = try plan.report(of: partials(plan).reversed())
    #expect(report.json().canonical() == single.json().canonical())
  }

  @Test("joining is associative, commutative and forgives copies")
  func joins() throws {
    let plan = try plan()
    let parts = try partials(plan)
    try #require(parts.count >= 6)
    _ = try joined(parts, "all")
    let middle = try joined(Array(parts[2...4]), "middle")
    let tree = try joined(
      [joined(parts[5...] + [parts[0]], "ends"), parts[3], middle, parts[1], middle], "tree")
    #expect(try bytes("all") == bytes("tree"))
    try plan.writePartial(
      ofShard: 2, to: work.path.appending("again"), using: WorkerPool(threads: 1))
    #expect(try bytes("2.partial") == bytes("again"))
    #expect(refusal { try plan.report(of: [tree, parts[2]]) } == nil)
  }

  @Test("a repair of joined shards is the repair of one machine")
  func repairs() throws {
    let audit = try Audit(of: [data.path], selection, limits: limits)
    let plan = try plan()
    try plan.write(to: work.path.appending("plan.json"))
    let read = try AuditPlan(work.path.appending("plan.json"), limits: limits)
    #expect(read.digest == plan.digest)
    let one = try Repair(to: work.path.appending("one"), key: [1], limits: limits)
    let many = try Repair(to: work.path.appending("many"), key: [1], limits: limits)
    let root = try one.write(audit, audit.run(using: pool))
    #expect(try many.write(read.audit, read.report(of: partials(read))) == root)
    for name in ["data/a.jsonl", "data/b.jsonl", "data/c.csv", "removals.jsonl", "repair.json"] {
      #expect(try bytes("one/\(name)") == bytes("many/\(name)"))
    }
  }

  @Test("shards that are missing, told otherwise, or of another plan are refused by name")
  func refusals() throws {
    let plan = try plan()
    let parts = try partials(plan)
    let some = Array(parts[..<2] + parts[4...])
    #expect(refusal { try plan.report(of: some) } == "2 of \(parts.count) shards are missing: 2 3")
    let other = work.path.appending("other.partial")
    try AuditPartial.write(
      [.init(number: 0, contents: parts[1].shards[0].contents)], plan: plan.digest, to: other)
    let differing = try parts + [AuditPartial(other)]
    #expect(
      refusal { try plan.report(of: differing) }
        == "shard 0 was found otherwise in `\(work.path.appending("0.partial"))`")
    let larger = try self.plan(shardBytes: 3000)
    #expect(refusal { try larger.report(of: parts) } == "this partial report is of another plan")
    try data.write("a.jsonl", try FileSystem.read(data.path.appending("a.jsonl")).map { $0 ^ 1 })
    #expect(
      refusal { try plan.writePartial(ofShard: 0, to: other, using: pool) }
        == "the file was written to or replaced after it was listed")
    try data.write("a.jsonl", "{}\n")
    #expect(
      refusal { try plan.writePartial(ofShard: 0, to: other, using: pool) }
        == "the file has 3 bytes and had 3480 when it was listed")
    #expect(
      refusal { try plan.writePartial(ofShard: parts.count, to: other, using: pool) }
        == "there is no shard \(parts.count)")
  }

  @Test("what killed processes left is taken away, and nothing else")
  func leftovers() throws {
    let names = [".shard-0.partial.tmp-12-1", "shard-0.partial", ".x.tmp-1-1", ".partial.tmp-1-1"]
    for name in names { try work.write(name, "x") }
    AuditPartial.removeLeftovers(in: work.path)
    #expect(try FileSystem.list(work.path) == names.dropFirst().sorted())
    AuditPartial.removeLeftovers(in: work.path.appending("missing"))
  }

  @Test("a damaged partial report or plan is refused with its place")
  func damaged() throws {
    let plan = try plan()
    let others = try partials(plan)[1...]
    let path = work.path.appending("0.partial")
    let whole = try bytes("0.partial")
    for count in stride(from: 0, to: whole.count, by: 131) {
      try AtomicFile.write(Array(whole[..<count]), to: path)
      #expect(throws: CandorError.self) { try AuditPartial(path) }
      var changed = whole
      changed[count] ^= 1
      try AtomicFile.write(changed, to: path)
      #expect(throws: CandorError.self) { try plan.report(of: [AuditPartial(path)] + others) }
    }
    let planPath = work.path.appending("plan.json")
    try plan.write(to: planPath)
    let text = String(decoding: try bytes("plan.json"), as: UTF8.self)
    for (old, new, code) in [
      ("700\n", "699\n", CandorError.Code.malformed),
      ("\"version\": 1", "\"version\": 9", .unsupported),
      ("\"name\": \"a.jsonl\"", "\"name\": \"../a.jsonl\"", .malformed),
      ("\"shard\": 1", "\"shard\": 2", .malformed),
      ("\"bytes\": 3480", "\"bytes\": -1", .malformed),
      ("\"personal\"", "\"persona\"", .unsupported), ("a.jsonl\"", "a.rs\"", .unsupported),
    ] {
      try #require(text.contains(old))
      let edited = text.replacing(old, with: new, maxReplacements: 1)
      try AtomicFile.write(edited, to: planPath)
      let error = #expect(throws: CandorError.self) { try AuditPlan(planPath, limits: limits) }
      #expect(error?.code == code && error?.location?.file == planPath.string)
    }
  }
}

/// What a refusal says.
private func refusal<Result>(_ body: () throws -> Result) -> String? {
  do {
    _ = try body()
    return nil
  } catch {
    return (error as? CandorError)?.message
  }
}
