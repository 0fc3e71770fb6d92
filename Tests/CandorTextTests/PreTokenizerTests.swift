import CandorCore
import Testing

@testable import CandorText

@Suite("Pre-tokenizers")
struct PreTokenizerTests {
  private func pieces(_ text: [UInt8], _ description: JSONValue) throws -> [[UInt8]] {
    let stage = try #require(try StageSettings(description, file: nil, field: "pre_tokenizer"))
    var pieces = Pieces(text, beginsText: true)
    try PreTokenizer(stage).apply(to: &pieces)
    return zip([0] + pieces.ends, pieces.ends).map { Array(pieces.text[$0..<$1]) }
  }

  private func pieces(_ text: String, _ description: JSONValue) throws -> [String] {
    try pieces(Array(text.utf8), description).map { String(decoding: $0, as: UTF8.self) }
  }

  private let pattern = TokenizerStages.Phrase.byteLevel(usesPattern: true)

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
  func words(text: String, expected: [String]) throws {
    #expect(try pieces(text, pattern) == expected)
  }

  @Test(
    "single digits stand alone and take no space",
    arguments: [
      ("x 1234 5", ["x", " ", "1", "2", "3", "4", " ", "5"]),
      ("a  1", ["a", "  ", "1"]),
      ("½Ⅷ٣", ["½", "Ⅷ", "٣"]),
    ])
  func singleDigits(text: String, expected: [String]) throws {
    #expect(
      try pieces(text, TokenizerStages.Phrase.sequence([TokenizerStages.Phrase.digits, pattern]))
        == expected)
  }

  @Test(
    "words are letters or one other character, with the one space before",
    arguments: [
      ("Anna walks. 12 + 3", ["Anna", " walks", ".", " 1", "2", " +", " 3"]),
      ("a  b\n c", ["a", " ", " b", "\n", " c"]),
      ("<0x41>", ["<", "0", "x", "4", "1", ">"]),
      ("don't", ["don", "'", "t"]),
    ])
  func wordList(text: String, expected: [String]) throws {
    #expect(
      try pieces(text, TokenizerStages.Phrase.split(#"[ ]?\p{L}+|[ ]?[^\s\p{L}]|\s"#)) == expected)
  }

  @Test("bytes that are no UTF-8 are single characters that are neither letter, digit nor space")
  func invalid() throws {
    let bytes: [UInt8] = [0x61, 0xFF, 0xC3, 0x20, 0xE6, 0x97, 0x62, 0xED, 0xA0, 0x80]
    let lengths = [1, 2, 3, 1, 3]
    #expect(try pieces(bytes, pattern).map(\.count) == lengths)
  }

  @Test(
    "what becomes of a match follows Hugging Face",
    arguments: [
      ("Isolated", ["the", "-", "final", "-", "-", "count"]),
      ("Removed", ["the", "final", "count"]),
      ("MergedWithPrevious", ["the-", "final-", "-", "count"]),
      ("MergedWithNext", ["the", "-final", "-", "-count"]),
      ("Contiguous", ["the", "-", "final", "--", "count"]),
    ])
  func behaviors(name: String, expected: [String]) throws {
    #expect(try pieces("the-final--count", TokenizerStages.Phrase.split("-", name)) == expected)
  }
}
