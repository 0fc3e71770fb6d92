import CandorAudit
import CandorCore
import SystemPackage
import Testing

struct TapeTests {
  private let scratch: Scratch

  init() throws { scratch = try Scratch() }

  private func member(_ name: String, _ content: String, kind: String = "0") -> [UInt8] {
    Tape.member(name, Array(content.utf8), kind: kind)
  }

  private let end = [UInt8](repeating: 0, count: 1024)

  private func counts(_ tape: [UInt8]) throws -> [Int] {
    try scratch.write("a.tar", tape)
    let report = try scratch.audit()
    #expect(report.total.bytes + report.total.gapBytes == tape.count)
    return report.counts
  }

  @Test("neighbours with one name up to the first dot are a record; its texts are looked into")
  func samples() throws {
    let tape =
      member("d/1.jpg", "\u{1}\u{2}") + member("d/1.txt", "a cat") + member("d/2.jpg", "xx")
      + member("d/2.seg.json", "{}") + member("d/2.json", "{\"mail\": \"a@b.com\"}") + end
    #expect(try counts(tape) == [1, 1, 0])
    // Not looked into: what is no text.
    #expect(try counts(member("1.jpg", "a@b.com") + end) == [1, 0, 0])
  }

  @Test("long names of GNU and of POSIX, names that climb out, links and devices")
  func names() throws {
    let long = String(repeating: "x", count: 150)
    let tape =
      member("././@LongLink", long + "/1.txt\u{0}", kind: "L") + member("cut", "a@b.com")
      + member("1.txt", "no") + member("paxheader", "25 path=other/long/1.txt\n", kind: "x")
      + member("cut", "a@b.com") + member("../../etc/passwd", "root", kind: "0")
      + member("/dev/zero", "", kind: "3") + member("loop", "", kind: "2") + end
    #expect(try counts(tape) == [4, 2, 0])
  }

  @Test("a sample is found by the digests of its members, read at once or as a stream")
  func digests() throws {
    let tape = try scratch.write(
      "a.tar",
      member("1.jpg", "a") + member("1.txt", "a cat") + member("2.jpg", "b") + member("3.bin", "a")
        + end)
    // Of "a": Python's hashlib.
    for (keys, digest) in [
      (ListHeader.Keys.fileMD5, "0cc175b9c0f1b6a831c399e269772661"),
      (.fileSHA256, "ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb"),
    ] {
      let book = RuleBook(lists: [try scratch.list(keys, [digest])])
      for pieceBytes in [1 << 24, 100] {
        var limits = AuditLimits()
        limits.pieceBytes = pieceBytes
        let report = try Audit(of: [tape], AuditSelection([.list]), by: book, limits: limits)
          .run(using: WorkerPool(threads: 2))
        #expect(report.findings.first?.places.map(\.row) == [0, 2])
        #expect(report.counts == [1, 2, 0])
      }
    }
  }

  @Test("a damaged header costs what it hides; the next one is found")
  func damage() throws {
    var tape = member("1.txt", "one") + member("2.txt", "two") + member("3.txt", "a@b.com") + end
    tape[1024 + 30] = 0x58
    #expect(try counts(tape) == [1, 1, 1])
    // A size that lies beyond the end.
    var lying = member("1.txt", "one")
    lying[124] = UInt8(ascii: "7")
    #expect(try counts(lying + member("2.txt", "a@b.com") + end) == [0, 1, 1])
  }

  @Test("a tape cut short in a header or in content is noticed")
  func cut() throws {
    let tape = member("1.txt", "one") + member("2.txt", "two")
    for count in stride(from: 1, to: tape.count, by: 97) {
      let isNoticed = (1..<515).contains(count % 1024)
      #expect(try counts(Array(tape[..<count]))[2] == (isNoticed ? 1 : 0), "\(count)")
    }
  }
}
