import CandorCore
import Testing

@testable import CandorRelease

@Suite("Paths and licences")
struct ReleasePathTests {
  @Test(
    "a path cannot leave the release or hide what it is",
    arguments: [
      "", "/etc/passwd", "../x", "a/../b", "a/./b", "a//b", "a/", ".", "..", "a\\b", "C:x", "a\nb",
      "a\u{0}b", "a\u{202E}txt.exe", "a\u{2066}b", String(repeating: "x", count: 256),
      String(repeating: "x/", count: 600) + "x",
    ])
  func refused(path: String) {
    #expect(throws: CandorError.self) { try ReleasePath(path) }
  }

  @Test("ordinary paths pass, in the order of their bytes")
  func accepted() throws {
    let texts = ["Z", "a", "a-b", "a/b", "a0", "é", "e\u{301}"]
    let sorted = try texts.map { try ReleasePath($0) }.sorted().map { Array($0.text.utf8) }
    #expect(sorted == texts.map { Array($0.utf8) }.sorted { $0.lexicographicallyPrecedes($1) })
    #expect(try ReleasePath("é") != ReleasePath("e\u{301}"))
    #expect(try ReleasePath("é").collisionKey == ReleasePath("E\u{301}").collisionKey)
  }

  @Test(
    "SPDX expressions are read",
    arguments: [
      ("Apache-2.0", ["Apache-2.0"]), ("MIT OR Apache-2.0", ["MIT", "Apache-2.0"]),
      ("GPL-2.0+ WITH Classpath-exception-2.0", ["GPL-2.0+"]),
      ("(MIT AND (BSD-3-Clause OR CC0-1.0))", ["MIT", "BSD-3-Clause", "CC0-1.0"]),
      ("LicenseRef-our-terms", ["LicenseRef-our-terms"]),
      ("DocumentRef-x:LicenseRef-y", ["DocumentRef-x:LicenseRef-y"]),
    ])
  func expressions(text: String, identifiers: [String]) throws {
    #expect(try LicenceExpression(text).identifiers == identifiers)
  }

  @Test(
    "what is no SPDX expression is refused",
    arguments: [
      "", "Apache 2.0", "MIT OR", "OR MIT", "(MIT", "MIT)", "MIT)x", "MIT,Apache-2.0", "a:b",
      "NONE",
      "MIT WITH", "x+y",
      String(repeating: "(", count: 100) + "MIT" + String(repeating: ")", count: 100),
    ])
  func noExpressions(text: String) {
    #expect(throws: CandorError.self) { try LicenceExpression(text) }
  }
}
