import Testing

@testable import CandorText

@Suite("Pre-tokenizers")
struct PreTokenizerTests {
  private func pieces(_ text: String, _ preTokenizer: PreTokenizer) -> [String] {
    let bytes = Array(text.utf8)
    var (pieces, start) = ([String](), 0)
    while start < bytes.count {
      let end = preTokenizer.endOfPiece(in: bytes.span, from: start, classes: .pinned)
      pieces.append(String(decoding: bytes[start..<end], as: UTF8.self))
      start = end
    }
    return pieces
  }

  @Test(
    "GPT-2's pattern cuts as documented",
    arguments: [
      ("I'll don't we'Ve", ["I", "'ll", " don", "'t", " we", "'", "Ve"]),
      ("a  b\n c", ["a", " ", " b", "\n", " c"]),
      ("end   ", ["end", "   "]),
      ("x 1234 5", ["x", " 1234", " 5"]),
      (" '(a", [" '(", "a"]),
      ("naïve Ünder日本", ["naïve", " Ünder日本"]),
      ("\t\ta\u{A0}b", ["\t", "\t", "a", "\u{A0}", "b"]),
    ])
  func pattern(text: String, expected: [String]) {
    #expect(pieces(text, .pattern) == expected)
  }

  @Test(
    "single digits stand alone and take no space",
    arguments: [
      ("x 1234 5", ["x", " ", "1", "2", "3", "4", " ", "5"]),
      ("a  1", ["a", "  ", "1"]),
      ("½Ⅷ٣", ["½", "Ⅷ", "٣"]),
    ])
  func singleDigits(text: String, expected: [String]) {
    #expect(pieces(text, .singleDigits) == expected)
  }

  @Test(
    "words are letters or one other character, with the one space before",
    arguments: [
      ("Anna walks. 12 + 3", ["Anna", " walks", ".", " 1", "2", " +", " 3"]),
      ("a  b\n c", ["a", " ", " b", "\n", " c"]),
      ("<0x41>", ["<", "0", "x", "4", "1", ">"]),
      ("don't", ["don", "'", "t"]),
    ])
  func words(text: String, expected: [String]) {
    #expect(pieces(text, .words) == expected)
  }

  @Test("bytes that are no UTF-8 are single characters that are neither letter, digit nor space")
  func invalid() {
    let bytes: [UInt8] = [0x61, 0xFF, 0xC3, 0x20, 0xE6, 0x97, 0x62, 0xED, 0xA0, 0x80]
    let ends = [1, 3, 6, 7, 10]
    var (found, start) = ([Int](), 0)
    while start < bytes.count {
      start = PreTokenizer.pattern.endOfPiece(in: bytes.span, from: start, classes: .pinned)
      found.append(start)
    }
    #expect(found == ends)
  }
}
