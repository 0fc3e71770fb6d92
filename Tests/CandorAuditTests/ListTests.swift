import CandorAudit
import CandorCore
import SystemPackage
import Testing

struct ListTests {
  private let scratch: Scratch
  private let suffixes: PublicSuffixes

  init() throws {
    scratch = try Scratch()
    suffixes = try PublicSuffixes(
      scratch.write("suffixes.dat", "// a comment\ncom\norg\nco.uk\ngithub.io\n*.ck\n!www.ck\n"))
  }

  private func list(
    _ entries: [String], _ keys: ListHeader.Keys, name: String = "test", sealed: Bool = false,
    expires: String = "2027-01-31", today: String = "2026-11-21"
  ) throws -> AuditList {
    let text = try scratch.write("entries", entries.joined(separator: "\n"))
    var builder = ListBuilder(
      try ListHeader(
        name: name, version: "3", source: "a test", category: "tests", expires: expires,
        isSealed: sealed, keys: keys), suffixes: suffixes)
    try builder.add(text)
    let path = scratch.path.appending("\(name).list")
    try builder.write(to: path)
    return try AuditList(path, today: today, suffixes: suffixes)
  }

  private func rows(_ texts: [String], in list: AuditList) throws -> [Int] {
    let data = try scratch.write("data.jsonl", texts.joined(separator: "\n") + "\n")
    let report = try Audit(of: [data], AuditSelection([.list]), by: RuleBook(lists: [list]))
      .run(using: WorkerPool(threads: 1))
    #expect(report.total.records == texts.count)
    let finding = try #require(report.findings.first)
    #expect(finding.records == report.total.flagged)
    return finding.places.map(\.row)
  }

  private func isFound(_ text: String, by list: AuditList) throws -> Bool {
    let value = JSONValue.string(text).canonical()
    return try rows(["{\"caption\": \(String(decoding: value, as: UTF8.self))}"], in: list) == [0]
  }

  @Test(
    "a domain is found in all its forms",
    arguments: [
      "http://bad.example.com/", "see HTTPS://Bad.Example.COM:8443/x?y#z.", "bad.example.com",
      "(bad.example.com/a)", "[here](http://bad.example.com/a)", "http://u:p@bad.example.com",
      "http://a.b.c.d.e.bad.example.com/x", "//bad.example.com/x", "ftp:\\\\bad.example.com",
      "https://web.archive.org/web/2020/http://bad.example.com/x",
      "https://proxy.org/?u=http%3A%2F%2Fbad.example.com%2Fx", "http://ｂａｄ.example.com",
      "http://bad。example。com/", "http://bad\u{AD}.example.com", "http://b\u{200B}ad.example.com/",
      "<a href='http://bad.example.com'>", "url=http://bad.example.com", "http://bad.example.com..",
      "http://%62ad.example.com", "https:bad.example.com", "http://bad&#46;example.com/",
    ])
  func domains(_ text: String) throws {
    #expect(try isFound(text, by: list(["Bad.example.com"], .domain)))
  }

  @Test(
    "what only looks like a domain is not found",
    arguments: [
      "http://good.example.com/", "http://bad.example.com.org/", "notbad.example.com",
      "http://x.org/bad.example.com.html", "example.com", "http://bad.example.community/",
    ])
  func others(_ text: String) throws {
    #expect(try !isFound(text, by: list(["bad.example.com"], .domain)))
  }

  @Test(
    "an address is found whatever is done to its path and query",
    arguments: [
      "http://example.com/a/b.jpg?id=5&x=1", "https://www.example.com:444/a/b.jpg?id=5&x=1#f",
      "http://example.com/a/./c/../b.jpg?x=1&id=5", "http://example.com//a//b.jpg?id=5&x=1",
      "http://example.com/%61/%2562.jpg?id=5&x=1", "http://example.com\\a\\b.jpg?id=5&x=1",
      "http://example.com/a/b.jpg?utm_source=y&id=5&x=1&gclid=2",
      "http://example.com/a/b.jpg?id=5&amp;x=1", "cdn.example.com/a/b.jpg?id=5&x=1",
    ])
  func paths(_ text: String) throws {
    let list = try list(["https://www.example.com/a/b.jpg?id=5&x=1"], .url)
    #expect(try isFound(text, by: list))
    #expect(try !isFound("http://example.com/a/b.jpg", by: list))
    #expect(try !isFound("http://example.com/a/B.jpg?id=5&x=1", by: list))
  }

  @Test("a folder holds what is below it, and a list of digests finds the same")
  func folders() throws {
    for list in [
      try list(["example.org/a/b/"], .url),
      try list([Digest(of: "example.org/a/b/").hex], .urlSHA256),
    ] {
      #expect(try isFound("http://example.org/a/b/c/d?e", by: list))
      #expect(try !isFound("http://example.org/a/bb/", by: list))
    }
  }

  @Test("rows are found by the MD5 of their address, with and without its description")
  func digests() throws {
    let url = "https://x.org/a.jpg"
    let texts = [
      "{\"url\": \"\(url)\", \"caption\": \"a cat\"}", "{\"URL\": \"\(url)\", \"TEXT\": \"a dog\"}",
      "{\"url\": \"HTTPS://X.org/a.jpg\", \"caption\": \"a bird\"}",
      "{\"url\": \"https://x.org/b.jpg\", \"md5\": \"0CC175B9C0F1B6A831C399E269772661\"}",
    ]
    // Python's hashlib of "https://x.org/a.jpg", "a dog" + it, and "a".
    #expect(try rows(texts, in: list([Self.md5(url)], .urlMD5)) == [0, 1, 2])
    #expect(try rows(texts, in: list([Self.md5("a dog" + url)], .altURLMD5)) == [1])
    #expect(try rows(texts, in: list(["0cc175b9c0f1b6a831c399e269772661"], .fileMD5)) == [3])
  }

  private static func md5(_ text: String) -> String {
    var builder = MD5Builder()
    builder.update(Array(text.utf8).span.rawBytes)
    let digits = String(builder.finalize(), radix: 16)
    return String(repeating: "0", count: 32 - digits.count) + digits
  }

  @Test("MD5 is that of RFC 1321")
  func md5() {
    #expect(Self.md5("") == "d41d8cd98f00b204e9800998ecf8427e")
    #expect(Self.md5("message digest") == "f96b697d7cb7938d525a2f31aaf161d0")
  }

  @Test("an address with white space in it is found in a field for it")
  func brokenFields() throws {
    let list = try list(["bad.example.com"], .domain)
    let texts = [
      "{\"url\": \" ht\\ntp://bad.exa\\tmple.com/x y \"}", "{\"url\": \"bad.exa\\nmple.com\"}",
    ]
    #expect(try rows(texts, in: list) == [0, 1])
  }

  @Test("a sealed list tells numbers and no places")
  func sealed() throws {
    let list = try list(["bad.example.com"], .domain, sealed: true)
    let data = try scratch.write("data.jsonl", "{\"url\": \"http://bad.example.com\"}\n{}\n")
    let report = try Audit(of: [data], by: RuleBook(lists: [list]))
      .run(using: WorkerPool(threads: 1))
    let finding = try #require(report.findings.first { $0.rule.group == .list })
    #expect(finding.records == 1 && finding.places.isEmpty)
  }

  @Test(
    "an entry that would flag what belongs to many is refused with its line",
    arguments: [
      "com", "x", "http://com/", "co.uk", "github.io", "https://github.io", "anything.ck",
      "localhost",
    ])
  func danger(_ entry: String) throws {
    let error = #expect(throws: CandorError.self) {
      _ = try list(["# fine", "fine.github.io", "www.ck", entry], .url)
    }
    #expect(error?.code == .malformed && error?.location?.line == 4)
  }

  @Test("a list of digests of such entries is refused too")
  func hiddenDanger() throws {
    for entry in ["com/", "x/", "github.io/"] {
      let error = #expect(throws: CandorError.self) {
        _ = try list([Digest(of: entry).hex], .urlSHA256)
      }
      #expect(error?.code == .malformed)
    }
  }

  @Test("an expired list, a changed one and one that is cut are refused")
  func refusals() throws {
    let expired = #expect(throws: CandorError.self) {
      _ = try list(["a.example.com"], .domain, expires: "2026-11-20")
    }
    #expect(expired?.code == .limitExceeded && expired?.location?.field == "expires")
    _ = try list(["a.example.com", "b.example.com"], .domain)
    let path = scratch.path.appending("test.list")
    let bytes = try FileSystem.read(path)
    for change in 0..<3 {
      var other = bytes
      switch change {
      case 0: other.removeLast()
      case 1: other[other.count - 1] ^= 1
      default: other = Array("not a list".utf8)
      }
      try AtomicFile.write(other, to: path)
      let error = #expect(throws: CandorError.self) {
        _ = try AuditList(path, today: "", suffixes: nil)
      }
      #expect(error?.code == (change == 1 ? .mismatch : .malformed))
    }
  }

  @Test("all entries of a large list are found, and few strangers pass its filter")
  func large() throws {
    let list = try list((0..<5000).map { "http://site\($0).org/page/\($0 * 7)" }, .url)
    var lookUp = AddressLookUp([list])
    func isListed(_ text: String) -> Bool { lookUp.isListed(Array(text.utf8).span) }
    for number in 0..<5000 {
      #expect(isListed("https://site\(number).org/page/\(number * 7)"))
      #expect(!isListed("https://site\(number).org/page/\(number * 7 + 1)"))
    }
  }
}
