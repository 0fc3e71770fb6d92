import CandorCore
import SystemPackage
import Testing

@testable import CandorAudit

/// What others can do with a removal record: prove one line of it, and clean their copies.
struct RemovalTests {
  private let data: Scratch
  private let output: Scratch
  private let out: FilePath

  init() throws {
    data = try Scratch()
    output = try Scratch()
    out = output.path.appending("out")
    // Two equal files: the second is all copies. One with damage, one that stays.
    let lines = "{\"text\": \"a@b.com\"}\n{\"text\": \"one\"}\nbroken\n{\"text\": \"c@d.org\"}\n"
    try data.write("a.jsonl", lines)
    try data.write("b/a.jsonl", lines)
    try data.write("c.txt", "nothing to see")
    try repair([data.path], to: out)
  }

  private func repair(_ paths: [FilePath], to folder: FilePath) throws {
    let audit = try Audit(
      of: paths, AuditSelection(removing: [.personal, .duplicate]))
    let repair = try Repair(to: folder, key: [7])
    try repair.write(audit, audit.run(using: WorkerPool(threads: 1)))
    try repair.finish()
  }

  private func clean(_ paths: [FilePath], to name: String) throws -> FilePath {
    let folder = output.path.appending(name)
    try Repair(to: folder).clean(paths, by: out)
    return folder
  }

  private func bytes(_ folder: FilePath, _ name: String) throws -> [UInt8] {
    try FileSystem.read(folder.pushing(FilePath(name)))
  }

  private let files = [
    "data/a.jsonl", "data/b/a.jsonl", "data/c.txt", "removals.jsonl", "repair.json",
  ]

  @Test("an old copy is cleaned with the record alone, and a clean one stays as it is")
  func cleans() throws {
    let once = try clean([data.path], to: "once")
    let twice = try clean([once.appending("data")], to: "twice")
    for name in files {
      #expect(try bytes(once, name) == bytes(out, name))
      #expect(try bytes(twice, name) == bytes(out, name))
    }
  }

  @Test("repairing what was repaired changes nothing, and says whose child it is")
  func idempotent() throws {
    let again = output.path.appending("again")
    try repair([out.appending("data")], to: again)
    for name in files[..<3] { #expect(try bytes(again, name) == bytes(out, name)) }
    let (first, second) = (try RemovalRecord(out).summary, try RemovalRecord(again).summary)
    #expect(first.removals == 7 && second.removals == 0)
    #expect(second.parent == first.child && second.child == first.child)
  }

  @Test("a copy of something else is refused with the file that differs")
  func strangers() throws {
    try data.write("c.txt", "something to see")
    var error = #expect(throws: CandorError.self) { try clean([data.path], to: "0") }
    #expect(error?.code == .mismatch && error?.location?.file?.hasSuffix("c.txt") == true)
    try FileSystem.remove(data.path.appending("c.txt"))
    error = #expect(throws: CandorError.self) { try clean([data.path], to: "1") }
    #expect(error?.code == .notFound && error?.location?.file == "c.txt")
    try data.write("c.txt", "nothing to see")
    try data.write("d.txt", "new")
    error = #expect(throws: CandorError.self) { try clean([data.path], to: "2") }
    #expect(error?.code == .mismatch && error?.location?.file?.hasSuffix("d.txt") == true)
  }

  @Test("a changed record is refused: its lines, root, digests, names and order")
  func tamperedRecord() throws {
    for (name, old, new, code) in [
      ("removals.jsonl", "\"row\":0", "\"row\":1", CandorError.Code.mismatch),
      ("removals.jsonl", "\"action\":\"removed\"", "\"action\":\"kept\"", .malformed),
      ("repair.json", "\"root\":\"", "\"root\":\"0", .malformed),
      (
        "repair.json", "\"parent\":", "\"parent\":\"\(String(repeating: "0", count: 64))\",\"p\":",
        .mismatch
      ),
      ("repair.json", "\"name\":\"a.jsonl\"", "\"name\":\"b.jsonl\"", .mismatch),
      ("repair.json", "\"repairedName\":\"c.txt\"", "\"repairedName\":\"../c.txt\"", .malformed),
      ("repair.json", "\"removals\":7", "\"removals\":6", .mismatch),
    ] {
      let whole = String(decoding: try bytes(out, name), as: UTF8.self)
      try #require(whole.contains(old))
      try output.write("out/\(name)", whole.replacing(old, with: new, maxReplacements: 1))
      let error = #expect(throws: CandorError.self) { try RemovalRecord(out) }
      #expect(error?.code == code, "\(old)")
      try output.write("out/\(name)", whole)
    }
    #expect(throws: Never.self) { try RemovalRecord(out) }
  }

  @Test("ranges that overlap or run backwards are refused, whatever root they have")
  func hostileRanges() throws {
    let record = try RemovalRecord(out)
    for range in [0..<5, 1..<1 << 60] {
      var lines = record.lines
      lines[1] = .init(
        file: lines[1].file, removal: Removal(row: 1, range: range, rules: []), key: nil)
      let forged = RemovalRecord(record.summary.files, lines)
      try forged.write(to: out, rules: [])
      #expect(throws: CandorError.self) { try clean([data.path], to: "\(range.upperBound)") }
    }
  }

  @Test("each removal is proven by itself; another line, root, place or path is not")
  func proves() throws {
    let record = try RemovalRecord(out)
    let summary = try RemovalSummary(out.appending("repair.json"))
    let path = output.path.appending("proof.json")
    for number in 1...7 {
      try AtomicFile.write(RemovalProof(ofLine: number, in: record).json.canonical(), to: path)
      let text = String(decoding: try FileSystem.read(path), as: UTF8.self)
      #expect(try RemovalProof(path).holds(for: summary))
      for (old, new) in [
        ("\"row\":", "\"row\":1"), ("\"index\":", "\"index\":0"), ("\"removed\"", "\"kept\""),
        ("\"path\":[", "\"path\":[\"\(String(repeating: "a", count: 64))\","),
        ("\"removals\":7", "\"removals\":8"),
      ] {
        let changed = text.replacing(old, with: new, maxReplacements: 1)
        try AtomicFile.write(
          changed.replacing("\"index\":0\(number - 1)", with: "\"index\":\(number % 7)"), to: path)
        #expect(try !RemovalProof(path).holds(for: summary), "line \(number), \(old)")
      }
    }
    #expect(throws: CandorError.self) { try RemovalProof(ofLine: 8, in: record) }
    #expect(throws: CandorError.self) { try RemovalProof(ofLine: 0, in: record) }
  }

  @Test("a repaired folder's own record is not data, and data under its name is")
  func ownRecord() throws {
    func audit() throws -> AuditReport {
      try Audit(of: [out], AuditSelection([.personal])).run(using: WorkerPool(threads: 1))
    }
    let report = try audit()
    #expect(report.files.map(\.name) == ["data/a.jsonl", "data/b/a.jsonl", "data/c.txt"])
    #expect(
      report.skipped.first { $0.name == "removals.jsonl" }?.reason
        == "the removal record of a repair")
    // By itself it is what was asked for.
    let alone = try Audit(of: [out.appending("removals.jsonl")]).run(using: WorkerPool(threads: 1))
    #expect(alone.files.count == 1)

    let record = try RemovalRecord(out)
    let line = try #require(record.lines.first)
    for rules in [["a@b.com"], ["personal.a@b.com"], ["list.a@b.com"], [], ["list.some-list"]] {
      // Consistent in itself, whoever wrote it.
      let removal = Removal(row: line.removal.row, range: line.removal.range, rules: rules)
      let forged = RemovalRecord(
        record.summary.files,
        [.init(file: line.file, removal: removal, key: line.key)] + record.lines.dropFirst())
      try forged.write(to: out, rules: [])
      let isData = try audit().files.map(\.name).contains("removals.jsonl")
      #expect(isData == rules.contains { $0.contains("@") }, "\(rules)")
    }
    try output.write("out/removals.jsonl", "{\"text\": \"a@b.com\"}\n")
    #expect(try audit().found["personal.email"] == 1)
  }
}
