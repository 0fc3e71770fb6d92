import CandorCore
import SystemPackage
import Testing

@testable import CandorAudit

/// Files that are on a list by their digests, whatever they are called.
struct FileDigestTests {
  private let data: Scratch
  private let work: Scratch
  private let pool: WorkerPool

  init() throws {
    (data, work, pool) = (try Scratch(), try Scratch(), try WorkerPool(threads: 2))
    try data.write("images/a.jpg", "a")
    try data.write("images/again.PNG", "a")
    try data.write("images/a.txt", "a")
    try data.write("images/b.jpg", "b")
    try data.write("images/a.jpg.gz", "packed?")
    try data.write("empty.bin", "")
    try data.write("rows.jsonl", "{\"text\": \"a\"}\n")
  }

  /// With the digest of "a", by Python's hashlib.
  private func book(_ keys: ListHeader.Keys) throws -> RuleBook {
    let digest =
      keys == .fileMD5
      ? "0cc175b9c0f1b6a831c399e269772661"
      : "ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb"
    return RuleBook(lists: [try work.list(keys, [digest])])
  }

  private func audit(
    _ keys: ListHeader.Keys = .fileMD5, _ paths: [FilePath]? = nil, pieceBytes: Int = 1 << 24
  ) throws -> Audit {
    var limits = AuditLimits()
    limits.pieceBytes = pieceBytes
    return try Audit(
      of: paths ?? [data.path], AuditSelection([.list, .quality, .duplicate], removing: [.list]),
      by: book(keys), limits: limits)
  }

  @Test("each file is a record once a list holds files; copies under other names are found")
  func found() throws {
    let without = try data.audit([.list, .quality])
    #expect(without.skipped.count == 5 && without.files.count == 2)
    for keys in [ListHeader.Keys.fileMD5, .fileSHA256] {
      for pieceBytes in [1 << 24, 2] {
        let report = try audit(keys, pieceBytes: pieceBytes).run(using: pool)
        let finding = try #require(report.findings.first { $0.rule.group == .list })
        let names = finding.places.map { report.files[$0.file].name }
        #expect(names == ["images/a.jpg", "images/a.txt", "images/again.PNG"])
        #expect(report.skipped.isEmpty && report.files.count == 7)
        #expect(report.total.records == 7 && report.total.removed == 3)
        #expect(report.total.bytes == report.files.reduce(0) { $0 + $1.bytes })
        // No quality is measured of what has no text.
        #expect(report.files[0].tally.clean == 1 && report.files[1].tally.removed == 1)
      }
    }
  }

  @Test("a repair leaves listed files out; its record proves it and cleans old copies")
  func repairs() throws {
    let audit = try audit()
    let out = work.path.appending("out")
    try Repair(to: out, key: [7]).write(audit, audit.run(using: pool))
    let kept = ["a.jpg.gz", "b.jpg"]
    let images = out.pushing(FilePath("data/images"))
    // A text stays as a file without its only record.
    #expect(try FileSystem.list(images).sorted() == ["a.jpg.gz", "a.txt", "b.jpg"])
    for name in kept {
      let original = data.path.pushing(FilePath("images/\(name)"))
      #expect(try FileSystem.read(images.appending(name)) == FileSystem.read(original))
    }
    let record = try RemovalRecord(out)
    #expect(record.lines.map(\.removal.rules) == Array(repeating: ["list.test"], count: 3))
    var key = KeyedDigest(key: [7])
    key.update(Array("a".utf8))
    let expected = key.finish()
    #expect(record.lines.allSatisfy { $0.key == expected })

    let again = try self.audit(.fileMD5, [out.appending("data")]).run(using: pool)
    #expect(again.total.records == 4 && again.total.clean == 3 && again.total.removed == 0)
    for (name, source) in [("old", data.path), ("new", out.appending("data"))] {
      let copy = work.path.appending(name)
      try Repair(to: copy).clean([source], by: out)
      for file in ["images/a.jpg.gz", "images/b.jpg", "empty.bin", "rows.jsonl"] {
        let path = FilePath("data/\(file)")
        #expect(try FileSystem.read(copy.pushing(path)) == FileSystem.read(out.pushing(path)))
      }
      #expect(!FileSystem.exists(copy.pushing(FilePath("data/images/a.jpg"))))
    }
    // A file that is not the one that was removed is no copy of it.
    try data.write("images/a.jpg", "c")
    let error = #expect(throws: CandorError.self) {
      try Repair(to: work.path.appending("other")).clean([data.path], by: out)
    }
    #expect(error?.code == .mismatch && error?.location?.file?.hasSuffix("a.jpg") == true)
  }

  @Test("shards join to the single report")
  func shards() throws {
    let audit = try audit()
    let path = work.path.appending("plan.json")
    try AuditPlan(audit, shardBytes: 1).write(to: path)
    let plan = try AuditPlan(path, by: book(.fileMD5))
    let partials = try (0..<plan.shardCount).map { number in
      let path = work.path.appending("\(number).partial")
      try plan.writePartial(ofShard: number, to: path, using: pool)
      return try AuditPartial(path)
    }
    #expect(partials.count == 7)
    let report = try plan.report(of: partials.reversed())
    #expect(try report.json().canonical() == audit.run(using: pool).json().canonical())
  }

  @Test("a plan cannot name files that no list asks for")
  func strangersInPlans() throws {
    let path = work.path.appending("plan.json")
    let rows = data.path.appending("rows.jsonl")
    try AuditPlan(Audit(of: [rows]), shardBytes: 1).write(to: path)
    let text = String(decoding: try FileSystem.read(path), as: UTF8.self)
    try work.write("plan.json", text.replacing("rows.jsonl", with: "rows.jpg"))
    let error = #expect(throws: CandorError.self) { try AuditPlan(path) }
    #expect(error?.code == .unsupported && error?.location?.field == "files")
  }

  @Test("a file that grew shorter is unreadable, and its bytes are counted")
  func shrunk() throws {
    let file = AuditFile(
      data.path.pushing(FilePath("images/a.jpg")), name: "a.jpg",
      stamp: FileStamp(size: 5, modified: 0))
    let report = try Audit(
      of: AuditListing([file], []), AuditSelection([.list]), by: book(.fileMD5),
      limits: AuditLimits()
    ).run(using: pool)
    #expect(report.total.unreadable == 2 && report.total.records == 2)
    #expect(report.total.unreadableBytes == 1 && report.total.gapBytes == 4)
  }
}
