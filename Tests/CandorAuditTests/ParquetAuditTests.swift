import CandorAudit
import CandorCore
import SystemPackage
import Testing

/// Audits of the files of Tests/Oracles/parquet_files.py.
struct ParquetAuditTests {
  private let scratch: Scratch

  init() throws { scratch = try Scratch() }

  private func fixture(_ name: String) throws -> [UInt8] {
    try FileSystem.read(
      AccountingTests.fixture("").removingLastComponent().appending("parquet").appending(name))
  }

  @Test("every row is a record, and every byte of the file is counted, in pieces or as a stream")
  func accounts() throws {
    for name in ["plain-v1", "dictionary-v2", "nested-v1"] {
      let bytes = try fixture(name + ".parquet")
      try scratch.write("\(name).parquet", bytes)
      let file = try scratch.audit().files.first { $0.name.hasPrefix(name) }
      #expect(file?.tally.bytes == bytes.count)
    }
    let groups = Set(Rule.Group.allCases)
    let whole = try scratch.audit(groups)
    #expect(whole.total.records == 40 + 40 + 60 && whole.total.unreadable == 0)
    var limits = AuditLimits()
    limits.pieceBytes = 100
    for threads in [1, 3] {
      let report = try scratch.audit(groups, threads: threads, limits: limits)
      #expect(report.json().canonical() == whole.json().canonical())
    }
  }

  @Test("what stands in columns, lists and maps is found")
  func findings() throws {
    try scratch.write("people.parquet", try fixture("people.parquet"))
    let report = try scratch.audit()
    #expect(report.found == ["personal.email": 2, "secret.assigned": 1, "personal.phone": 1])
    #expect(report.counts == [2, 4, 0])
    let places = report.findings.first { $0.rule.id == "personal.email" }?.places.map(\.row)
    #expect(places == [1, 3])
  }

  @Test("damage is counted by rows at the bytes of a page, and a damaged footer as one record")
  func damage() throws {
    var bytes = try fixture("nested-v1.parquet")
    bytes[700] ^= 0xFF
    try scratch.write("a.parquet", bytes)
    var report = try scratch.audit()
    #expect(report.total.records == 60 && report.total.unreadable > 0 && report.total.clean > 20)
    #expect(report.unread.map(\.reason) == [.damagedParquet])
    #expect(report.unread[0].places[0].place.range.contains(700))
    #expect(report.total.bytes == bytes.count)
    try scratch.write("a.parquet", Array(bytes.dropLast(2)))
    report = try scratch.audit()
    #expect(report.counts == [0, 0, 1] && report.total.bytes == bytes.count - 2)
  }

  @Test("a repaired file audits clean, keeps all else, and groups without a removal byte for byte")
  func repair() throws {
    for name in ["people", "nested-v1", "nested-v2"] {
      try scratch.write("data/\(name).parquet", try fixture(name + ".parquet"))
    }
    var damaged = try fixture("nested-v1.parquet")
    damaged[700] ^= 0xFF
    try scratch.write("data/damaged.parquet", damaged)
    let pool = try WorkerPool(threads: 2)
    let selection = AuditSelection([.personal, .secret], removing: [.personal, .secret])
    let audit = try Audit(of: [scratch.path.appending("data")], selection)
    let report = try audit.run(using: pool)
    let unread = report.total.unreadable
    #expect(report.total.removed == 4 && unread > 0)
    try Repair(to: scratch.path.appending("out"), key: [1, 2, 3]).write(audit, report)
    let child = try Audit(of: [scratch.path.appending("out").appending("data")], selection)
      .run(using: pool)
    #expect(child.total.records == report.total.records - 4 - unread)
    #expect(child.isSpotless)
    let lines = try RemovalRecord(scratch.path.appending("out")).lines
    #expect(lines.count >= 5 && lines.reduce(0) { $0 + $1.removal.records } == 4 + unread)
    #expect(Set(lines.map(\.key)).count == lines.count)
    // Nothing was removed from it: the pages are as they were.
    #expect(
      try FileSystem.read(
        scratch.path.appending("out").appending("data").appending("nested-v2.parquet"))
        == fixture("nested-v2.parquet"))
  }

  @Test("a file of which nothing can be kept is refused before anything is read")
  func hopeless() throws {
    try scratch.write("a.parquet", Array(try fixture("plain-v1.parquet").dropLast()))
    let error = #expect(throws: CandorError.self) {
      try Repair(to: scratch.path.appending("out")).check(Audit(of: [scratch.path]))
    }
    #expect(error?.code == .malformed && error?.hint != nil)
  }
}
