import CandorAudit
import CandorCore
import SystemPackage
import Testing

struct RepairTests {
  private let scratch: Scratch
  private let output: Scratch

  init() throws {
    scratch = try Scratch()
    output = try Scratch()
  }

  private let selection = AuditSelection(
    [.personal, .secret, .duplicate], removing: [.personal, .secret, .duplicate])

  private func repair(
    to name: String, threads: Int = 1, limits: AuditLimits = AuditLimits()
  ) throws -> (report: AuditReport, root: String, folder: FilePath) {
    let audit = try Audit(of: [scratch.path], selection, limits: limits)
    let report = try audit.run(using: WorkerPool(threads: threads))
    let folder = output.path.appending(name)
    let repair = try Repair(to: folder, key: Array("key".utf8), limits: limits)
    let root = try repair.write(audit, report)
    try repair.finish()
    return (report, root, folder)
  }

  private func text(_ folder: FilePath, _ name: String) throws -> String {
    String(decoding: try FileSystem.read(folder.pushing(FilePath(name))), as: UTF8.self)
  }

  @Test("what stays keeps its order and its bytes; a second audit finds nothing")
  func repairs() throws {
    try scratch.write(
      "a.jsonl",
      "{\"text\": \"one\"}\r\n\n{\"text\": \"a@b.com\"}\nbroken\n{\"text\":  \"two\"}\n{\"text\": \"ONE\"}"
    )
    try scratch.write("b.csv", "name,mail\nx,y\nz,a@b.com\n")
    let (report, _, folder) = try repair(to: "out")
    #expect(report.total.removed == 3 && report.total.unreadable == 1 && report.total.clean == 3)
    #expect(try text(folder, "data/a.jsonl") == "{\"text\": \"one\"}\r\n\n{\"text\":  \"two\"}\n")
    #expect(try text(folder, "data/b.csv") == "name,mail\nx,y\n")
    let again = try Audit(of: [folder.appending("data")], selection)
      .run(using: WorkerPool(threads: 1))
    #expect(again.isSpotless && again.total.clean == 3)
  }

  @Test("of equal texts, one stays that nothing else removes")
  func copies() throws {
    try scratch.write(
      "a.jsonl", "{\"text\": \"x\", \"by\": \"a@b.com\"}\n{\"text\": \"x\"}\n{\"text\": \"X\"}\n")
    let (_, _, folder) = try repair(to: "out")
    #expect(try text(folder, "data/a.jsonl") == "{\"text\": \"x\"}\n")
  }

  @Test("threads and pieces do not change a byte of it")
  func threads() throws {
    var lines = ""
    for number in 0..<500 {
      lines += "{\"text\": \"\(number % 9 == 0 ? "m\(number)@x.org" : "t \(number % 100)")\"}\n"
    }
    try scratch.write("a.jsonl", lines)
    let first = try repair(to: "0")
    var limits = AuditLimits()
    for (threads, piece) in [(2, 100), (3, 4096)] {
      limits.pieceBytes = piece
      let other = try repair(to: "\(threads)", threads: threads, limits: limits)
      for name in ["data/a.jsonl", "removals.jsonl", "repair.json"] {
        #expect(try text(other.folder, name) == text(first.folder, name))
      }
    }
  }

  @Test("the record shows nothing, names by the key, and proves itself; a changed line is noticed")
  func record() throws {
    try scratch.write("a.jsonl", "{\"text\": \"a@b.com\"}\n{\"text\": \"c@d.org\"}\nx\n")
    let (_, root, folder) = try repair(to: "out")
    let record = try RemovalRecord(folder)
    #expect(record.root.hex == root && record.lines.count == 3)
    var keyed = KeyedDigest(key: Array("key".utf8))
    keyed.update(Array("{\"text\": \"c@d.org\"}".utf8))
    #expect(record.lines[1].key == keyed.finish())
    let lines = try text(folder, "removals.jsonl")
    #expect(!lines.contains("@"))
    let leaves = record.lines.map(\.leaf)[...]
    for index in leaves.indices {
      let path = MerkleTree.path(to: index, in: leaves)[...]
      #expect(
        MerkleTree.root(from: leaves[index], at: index, of: 3, path: path) == record.root)
      #expect(
        MerkleTree.root(from: leaves[(index + 1) % 3], at: index, of: 3, path: path) != record.root)
    }
    try AtomicFile.write(
      lines.replacing("\"row\":1", with: "\"row\":7"), to: folder.appending("removals.jsonl"))
    #expect(throws: CandorError.self) { _ = try RemovalRecord(folder) }
  }

  @Test("HMAC-SHA256 gives the answers of RFC 4231")
  func keyedDigest() {
    var keyed = KeyedDigest(key: Array("Jefe".utf8))
    for _ in 0..<2 {
      keyed.update(Array("what do ya want ".utf8))
      keyed.update(Array("for nothing?".utf8))
      #expect(
        keyed.finish().hex == "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843")
    }
    var long = KeyedDigest(key: [UInt8](repeating: 0xAA, count: 131))
    long.update(Array("Test Using Larger Than Block-Size Key - Hash Key First".utf8))
    #expect(long.finish().hex == "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54")
  }

  @Test(
    "what a stopped repair left is written anew; a release, an index, anything else is not touched")
  func stopped() throws {
    try scratch.write("a.jsonl", "{\"text\": \"a@b.com\"}\n")
    try output.write("out/.candor/repair", "")
    try output.write("out/data/stale.jsonl", "x")
    try output.write("out/.removals.jsonl.tmp-1-1", "x")
    _ = try repair(to: "out")
    _ = try repair(to: "whole")
    let out = output.path.appending("out")
    #expect(try FileSystem.list(out) == FileSystem.list(output.path.appending("whole")))
    #expect(try FileSystem.list(out.appending("data")) == ["a.jsonl"])
    for file in [".candor/lock", ".candor/ledger.jsonl", "release.lock.json", "data/x"] {
      try output.write("other/.candor/repair", "")
      try output.write("other/\(file)", "x")
      if file.hasPrefix("data") { try FileSystem.remove(output.path.pushing("other/.candor")) }
      #expect(throws: CandorError.self, "\(file)") { try repair(to: "other") }
      #expect(FileSystem.exists(output.path.pushing(FilePath("other/\(file)"))))
      try FileSystem.remove(output.path.appending("other"))
    }
  }

  @Test(
    "a file that changed after it was audited is refused, whatever it is, and nothing is half-written",
    arguments: ["a.jsonl", "a.csv", "a.txt", "a.tar", "a.jsonl.gz", "a.parquet"])
  func changed(_ name: String) throws {
    let text = Array("{\"text\": \"a@b.com\"}\n{\"text\": \"x\"}\n".utf8)
    let contents =
      switch name {
      case "a.parquet":
        try FileSystem.read(
          FilePath(#filePath).removingLastComponent().removingLastComponent()
            .pushing("Fixtures/parquet/people.parquet"))
      case "a.jsonl.gz":
        try FileSystem.read(AccountingTests.fixture("packed/two.jsonl.gz"))
      default: text
      }
    let path = try scratch.write(name, contents)
    let audit = try Audit(of: [scratch.path], selection)
    let report = try audit.run(using: WorkerPool(threads: 1))
    let folder = output.path.appending("out")
    // The same bytes, in another file.
    try scratch.write(name, contents)
    let error = #expect(throws: CandorError.self) { try Repair(to: folder).write(audit, report) }
    #expect(error?.code == .mismatch && error?.location?.file == path.string && error?.hint != nil)
    #expect(try FileSystem.list(folder) == [".candor"])
  }

  @Test("a folder that holds something is not written to")
  func occupied() throws {
    try output.write("out/x", "x")
    #expect(throws: CandorError.self) { _ = try Repair(to: output.path.appending("out")) }
  }
}
