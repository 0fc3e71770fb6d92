import CandorCore
import Testing

@testable import CandorText

@Suite("Patterns")
struct PatternTests {
  private func matches(_ pattern: String, _ text: String) throws -> [String] {
    let scanner = try PatternScanner(pattern)
    let bytes = Array(text.utf8)
    var (found, position) = ([String](), 0)
    while position < bytes.count {
      if let end = scanner.endOfMatch(in: bytes.span, from: position, to: bytes.count) {
        found.append(String(decoding: bytes[position..<end], as: UTF8.self))
        position = end
      } else {
        position += 1
      }
    }
    return found
  }

  @Test(
    "matches are those of a backtracking engine",
    arguments: [
      ("a|ab", "ab", ["a"]), ("ab|a", "ab", ["ab"]), ("a+?b?", "aab", ["a", "ab"]),
      (#"\s+(?!\S)|\s+"#, "   a ", ["  ", " ", " "]), ("(?:ab)*c|a", "ababd", ["a", "a"]),
      (#"a{2,3}"#, "aaaaa", ["aaa", "aa"]), ("x(?=y)", "xyxz", ["x"]),
      ("[^a-c]+", "abdecf", ["de", "f"]),
      (#"[\p{L}&&[^\p{Lu}]]+"#, "abCDé日", ["ab", "é日"]),
      ("(?i:'S|k)", "'s'SKkK", ["'s", "'S", "K", "k", "K"]),
      (#"\p{Han}+"#, "日本go語", ["日本", "語"]), (#"[\x{41}-\x{43}\-]+"#, "AB-D", ["AB-"]),
    ])
  func matching(pattern: String, text: String, expected: [String]) throws {
    #expect(try matches(pattern, text) == expected)
  }

  @Test(
    "what cannot be read is named with its pattern",
    arguments: [
      (#"a++"#, "possessive"), (#"(?<=a)b"#, "group"), (#"^a"#, "`^a`"), (#"\bx"#, #"`\b`"#),
      (#"\p{Script=Han}"#, "property `Script=Han`"), ("a{2", "repetition"), ("(a", "`)`"),
      ("[a", "`]`"),
      ("a)", "`)`"), ("(?!ab)", "lookahead"), ("[z-a]", "range"), ("a{1,9999}", "repetition"),
      (String(repeating: "(", count: 99), "nesting"), ("(?:(?:a{1,99}){1,99}){1,99}", "too large"),
    ])
  func refused(pattern: String, reason: String) {
    let error = #expect(throws: CandorError.self) { try PatternScanner(pattern) }
    #expect(error?.code == .unsupported)
    #expect(error?.message.contains(pattern) == true && error?.message.contains(reason) == true)
  }

  @Test("any bytes are scanned, and those that are no UTF-8 are in complements only")
  func malformed() throws {
    let bytes: [UInt8] = [0x61, 0xFF, 0xE6, 0x97, 0x62]
    let letters = try PatternScanner(#"\p{L}+"#)
    #expect(letters.endOfMatch(in: bytes.span, from: 0, to: 5) == 1)
    #expect(letters.endOfMatch(in: bytes.span, from: 1, to: 5) == nil)
    #expect(try PatternScanner(#"\P{L}+"#).endOfMatch(in: bytes.span, from: 1, to: 5) == 4)
    #expect(try PatternScanner(#"\p{C}"#).endOfMatch(in: bytes.span, from: 1, to: 5) == nil)
  }
}
