import CandorAudit
import CandorContainers
import CandorCore
import SystemPackage
import Testing

/// The packed files come from Python's modules (Tests/Fixtures/Corpus/make.py).
struct PackedFileTests {
  private let scratch: Scratch

  init() throws { scratch = try Scratch() }

  private func packed(_ name: String) throws -> [UInt8] {
    try FileSystem.read(AccountingTests.fixture("packed/\(name)"))
  }

  @Test("every packing gives the same records", arguments: Packing.allCases)
  func records(_ packing: Packing) throws {
    let packed = try packed("two.jsonl\(packing.ending)")
    try scratch.write("a.jsonl\(packing.ending)", packed + packed)
    let report = try scratch.audit()
    #expect(report.counts == [4, 0, 0] && report.total.gapBytes == 0)
    #expect(report.total.bytes == 2 * 57)
  }

  @Test(
    "damage costs a member, and the next one is found; a missing end is noticed",
    arguments: Packing.allCases)
  func damage(_ packing: Packing) throws {
    let packed = try packed("two.jsonl\(packing.ending)")
    let second = packing.memberStart(in: packed, from: 4)
    var broken = packed + packed
    for index in 12..<second - 4 { broken[index] = 0xFF }
    try scratch.write("a.jsonl\(packing.ending)", broken)
    var report = try scratch.audit()
    #expect(report.total.clean >= 2)
    #expect(report.unread.contains { $0.reason == .damagedPacking }, "\(report.unread)")
    for count in packed.indices.dropFirst() where count != second {
      try scratch.write("a.jsonl\(packing.ending)", Array(packed[..<count]))
      report = try scratch.audit()
      #expect(report.total.unreadable > 0, "\(count)")
    }
    try scratch.write("a.jsonl\(packing.ending)", packed + Array("garbage".utf8) + packed)
    report = try scratch.audit()
    #expect(report.total.clean == 4 && report.total.gapBytes == 7)
  }

  @Test("a block that claims to be long does not take what follows it")
  func swallowing() throws {
    let packed = try packed("two.jsonl.zst")
    // A frame to be skipped, of 2 GiB.
    let frame: [UInt8] = [0x50, 0x2A, 0x4D, 0x18, 0xFF, 0xFF, 0xFF, 0x7F]
    try scratch.write("a.jsonl.zst", packed + frame + packed)
    let report = try scratch.audit()
    #expect(report.total.clean == 4 && report.total.gapBytes == 8)
    #expect(report.unread.map(\.reason) == [.damagedPacking])
  }

  @Test("a bomb is stopped by its ratio", arguments: Packing.allCases)
  func bombs(_ packing: Packing) throws {
    try scratch.write("a.jsonl\(packing.ending)", try packed("bomb.txt\(packing.ending)"))
    let report = try scratch.audit()
    #expect(report.unread.contains { $0.reason == .unpacksTooFar })
    #expect(report.total.bytes < 66 << 20)
  }

  @Test("a frame may ask for 2 GiB of history, unless the limit says otherwise")
  func window() throws {
    try scratch.write("a.jsonl.zst", try packed("window.jsonl.zst") + packed("skippable.jsonl.zst"))
    #expect(try scratch.audit().counts == [2, 0, 0])
    var limits = AuditLimits()
    limits.windowBytes = 1 << 27
    let report = try scratch.audit(limits: limits)
    #expect(report.total.clean == 1)
    #expect(report.unread.contains { $0.reason == .windowTooLarge })
  }

  @Test("what is read by one thread and looked into by others gives the same report")
  func streams() throws {
    let packed = try packed("two.jsonl.zst")
    var many: [UInt8] = []
    for _ in 0..<20_000 { many += packed }
    try scratch.write("a.jsonl.zst", many + Array("x".utf8) + packed)
    var table = "text,number\n"
    for row in 0..<40_000 { table += "row \(row % 100) a@b.com,\(row)\nx,\"open\n" }
    try scratch.write("b.csv", table)
    var limits = AuditLimits()
    let groups: Set<Rule.Group> = [.personal, .duplicate]
    let whole = try scratch.audit(groups, limits: limits)
    #expect(whole.total.records > 80_000 && whole.total.unreadable > 0)
    limits.pieceBytes = 1000
    for threads in [1, 3] {
      let report = try scratch.audit(groups, threads: threads, limits: limits)
      #expect(report.json().canonical() == whole.json().canonical())
    }
  }
}
