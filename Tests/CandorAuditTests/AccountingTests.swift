import CandorAudit
import CandorCore
import SystemPackage
import Testing

struct AccountingTests {
  private let scratch: Scratch

  init() throws { scratch = try Scratch() }

  /// Every byte of each plain file, and every record, is accounted for once.
  private func expectSums(_ report: AuditReport) {
    for file in report.files where !file.isPacked {
      let tally = file.tally
      #expect(tally.bytes + tally.gapBytes == file.bytes, "\(file.name)")
    }
    #expect(report.files.reduce(0) { $0 + $1.tally.records } == report.total.records)
  }

  @Test("a bad line costs itself: 2,001 lines with one bad byte in the middle")
  func badByte() throws {
    var bytes: [UInt8] = []
    for line in 0..<2001 { bytes += Array("{\"text\": \"line \(line)\"}\n".utf8) }
    let middle = try #require(bytes[(bytes.count / 2)...].firstIndex(of: UInt8(ascii: "l")))
    bytes[middle] = 0xFF
    try scratch.write("a.jsonl", bytes)
    let report = try scratch.audit()
    #expect(report.counts == [2000, 0, 1])
    let place = try #require(report.unread.first?.places.first?.place)
    #expect(report.unread[0].reason == .notUTF8 && place.range.contains(middle))
    expectSums(report)
  }

  @Test(
    "a file that grows shorter between being listed and being read has its end unreadable",
    arguments: ["a.jsonl", "a.txt", "a.csv", "a.tar", "a.jsonl.gz", "a.parquet"])
  func shrinking(_ name: String) throws {
    let bytes: [UInt8] =
      switch name {
      case "a.parquet":
        try FileSystem.read(
          Self.fixture("").removingLastComponent().pushing(FilePath("parquet/plain-v1.parquet")))
      case "a.jsonl.gz": try FileSystem.read(Self.fixture("packed/two.jsonl.gz"))
      default: Array(String(repeating: "{\"text\": \"a line\"}\n", count: 500).utf8)
      }
    let path = try scratch.write(name, bytes)
    let audit = try Audit(of: [path], AuditSelection([.personal]))
    try scratch.write(name, Array(bytes.dropLast(bytes.count / 3)))
    let report = try audit.run(using: WorkerPool(threads: 2))
    #expect(report.total.unreadable > 0)
    expectSums(report)
    if name == "a.jsonl" {
      #expect(report.unread.contains { $0.reason == .cutShort } && report.total.clean > 300)
    }
  }

  @Test(
    "lines that are no records, each with its reason",
    arguments: [
      ("[1]", Unreadable.notAnObject), ("bad", .notJSON), ("{\"a\": }", .notJSON),
      ("{\"a\": NaN}", .notJSON),
      ("{\"a\": 01}", .notJSON), ("{\"a\": 1} x", .notJSON), ("{\"a\": \"\\x\"}", .notJSON),
      (String(repeating: "{\"a\":", count: 1000), .tooDeep),
      ("{\"a\": " + String(repeating: "[", count: 100_000), .tooDeep),
      ("{\"a\": \"\t\"}", .notJSON),
    ])
  func notRecords(_ line: String, _ reason: Unreadable) throws {
    try scratch.write("a.jsonl", "{\"a\": 1}\n\n\(line)\r\n{\"a\": 2}")
    let report = try scratch.audit()
    #expect(report.counts == [2, 0, 1])
    #expect(report.unread.map(\.reason) == [reason])
    expectSums(report)
  }

  @Test("both of two equal keys, escaped keys, numbers and nested values are looked into")
  func allValues() throws {
    for line in [
      #"{"text": "a@b.com", "text": "c"}"#, #"{"text": "c", "text": "a@b.com"}"#,
      #"{"te\u0078t": {"x": [[["\u0061@b.com"]]]}}"#, #"{"phone": 2125550187}"#,
      #"{"a@b.com": null}"#, #"{"a": "\ud83d\ude00 a@b.com \ud800"}"#,
    ] {
      try scratch.write("a.jsonl", line)
      let report = try scratch.audit()
      #expect(report.counts == [0, 1, 0], "\(line)")
    }
  }

  @Test("a line longer than the limit is passed over, wherever it is, and pieces do not matter")
  func longLines() throws {
    var limits = AuditLimits()
    limits.recordBytes = 1000
    let long = "{\"a\": \"" + String(repeating: "x", count: 700_000) + "\"}"
    try scratch.write("a.jsonl", "\(long)\n{\"a\": 1}\n\(long)\n{\"a\": 2}\n\(long)")
    for piece in [5000, 100_001, 1 << 18, 16 << 20] {
      limits.pieceBytes = piece
      let report = try scratch.audit(threads: 2, limits: limits)
      #expect(report.counts == [2, 0, 3])
      #expect(report.unread.map(\.reason) == [.tooLong])
      expectSums(report)
    }
  }

  @Test("the report is the same for any number of threads, and rows for any size of pieces")
  func threads() throws {
    for file in 0..<5 {
      var text = ""
      for line in 0..<300 {
        text += "{\"text\": \"\(line % 7 == 0 ? "m\(line)@x.org" : "t \(line % 40)")\"}\n"
        if line % 50 == 49 { text += "broken\n" }
      }
      try scratch.write("part-\(file).jsonl", text)
    }
    var limits = AuditLimits()
    let whole = try scratch.audit(Set(Rule.Group.allCases), limits: limits).json().canonical()
    for (threads, piece) in [(1, 64), (2, 64), (3, 1000), (5, 12345)] {
      limits.pieceBytes = piece
      let report = try scratch.audit(Set(Rule.Group.allCases), threads: threads, limits: limits)
      #expect(report.json().canonical() == whole)
      expectSums(report)
    }
  }

  @Test("packed and plain give the same records; damage costs a member, and the next one is found")
  func packed() throws {
    let packed = try FileSystem.read(Self.fixture("dataset/deep/two.jsonl.gz"))
    try scratch.write("a.jsonl.gz", packed + packed)
    #expect(try scratch.audit().counts == [4, 0, 0])
    // Damage in the middle of the first member.
    var broken = packed + packed
    let second = try #require(
      (1..<packed.count).first { packed[$0...].starts(with: [0x1F, 0x8B]) })
    for index in 12..<second - 8 { broken[index] = 0xFF }
    try scratch.write("a.jsonl.gz", broken)
    let report = try scratch.audit()
    #expect(report.total.clean == 2 && report.unread.contains { $0.reason == .damagedPacking })
    // A missing end.
    for count in packed.indices.dropFirst() where count != second {
      try scratch.write("a.jsonl.gz", Array(packed[..<count]))
      let report = try scratch.audit()
      #expect(report.total.unreadable > 0, "\(count)")
    }
  }

  @Test("text is one record, a long one several; bad bytes in it make a finding")
  func text() throws {
    try scratch.write("a.txt", "one\ntwo a@b.com\n\nthree")
    var report = try scratch.audit([.personal, .encoding])
    #expect(report.counts == [0, 1, 0])
    try scratch.write("a.txt", [0x41, 0xFF, 0x0A])
    report = try scratch.audit([.personal, .encoding])
    #expect(report.counts == [0, 1, 0] && report.found == ["encoding.not-utf8": 1])
    var limits = AuditLimits()
    limits.pieceBytes = 10
    try scratch.write("a.txt", String(repeating: "four\n", count: 100))
    report = try scratch.audit(limits: limits)
    #expect(report.counts == [50, 0, 0])
    expectSums(report)
  }

  @Test("rows of a table, quotes with breaks in them, and a quote that never ends")
  func table() throws {
    try scratch.write("a.csv", "name,mail\r\nx,\"a@\nb.com\"\r\ny,a@b.com\nz,\"say \"\"hi\"\"\"\n")
    var report = try scratch.audit()
    #expect(report.counts == [2, 1, 0])
    expectSums(report)
    try scratch.write("a.csv", "name,mail\n1,\"open\n2,a@b.com\n3,c\n")
    report = try scratch.audit()
    #expect(report.counts == [1, 1, 1] && report.unread.map(\.reason) == [.unclosedQuote])
    expectSums(report)
  }

  @Test("what is not read is said, and folders are walked")
  func skipped() throws {
    try scratch.write("a/b/c.jsonl", "{}\n")
    try scratch.write("a/image.bin", "x")
    try scratch.write("a/empty.jsonl", "")
    let report = try scratch.audit()
    #expect(report.counts == [1, 0, 0])
    #expect(report.files.map(\.name) == ["a/b/c.jsonl", "a/empty.jsonl"])
    #expect(report.skipped.map(\.name) == ["a/image.bin"])
    #expect(!report.isSpotless)
  }

  @Test("copies are found across files but for letter case and white space; the first one stays")
  func duplicates() throws {
    try scratch.write("a.jsonl", "{\"text\": \"Some  text\", \"id\": 1}\n{\"text\": \" \"}\n")
    try scratch.write("b.jsonl", "{\"id\": 2, \"text\": \"some text\\n\"}\n{\"text\": \"\"}\n")
    let report = try scratch.audit([.duplicate])
    #expect(report.counts == [3, 1, 0] && report.found == ["duplicate.exact": 1])
    let place = try #require(report.findings.first?.places.first)
    #expect(place.file == 1 && place.row == 0)
  }

  @Test("nothing of the data's content is in the report")
  func silence() throws {
    try scratch.write(
      "a.jsonl",
      "{\"text\": \"a@b.com\", \"license\": \"cc-by-nc\"}\n{\"hidden\": \"zanzibar\" oops\n")
    let report = try scratch.audit(Set(Rule.Group.allCases))
    let json = String(decoding: report.json().canonical(), as: UTF8.self)
    for content in ["a@b.com", "cc-by-nc", "zanzibar", "oops"] { #expect(!json.contains(content)) }
    #expect(report.found["licence.non-commercial"] == 1)
  }

  static func fixture(_ name: String) -> FilePath {
    FilePath(#filePath).removingLastComponent().removingLastComponent()
      .appending("Fixtures").appending("Corpus").pushing(FilePath(name))
  }
}
