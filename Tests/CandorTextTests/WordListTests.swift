import CandorCore
import Testing

@testable import CandorText

@Suite("Word lists")
struct WordListTests {
  private let tokenizer: WordListTokenizer

  init() throws {
    tokenizer = try WordListTokenizer(words: ["Anna", " Anna", " walks", ".", "\n", " ", "4", " é"])
  }

  @Test("ids are special tokens, bytes, words")
  func layout() {
    #expect(tokenizer.encode(Array("Anna walks.\n".utf8)) == [258, 260, 261, 262])
    #expect(tokenizer.words.count == 8)
    #expect(tokenizer.vocabulary.tokens.count == 2 + 256 + 8)
  }

  @Test("what is not in the list is spelled, by its characters where they are")
  func spelling() {
    let byte = { (character: Character) in Int32(character.asciiValue ?? 0) + 2 }
    #expect(tokenizer.encode(Array(" Bo".utf8)) == [263, byte("B"), byte("o")])
    #expect(tokenizer.encode(Array(" 44".utf8)) == [263, 264, 264])
    #expect(tokenizer.encode(Array("é é".utf8)) == [0xC3 + 2, 0xA9 + 2, 265])
  }

  @Test("any bytes come back")
  func bytes() {
    var generator = Noise(state: 2)
    for length in 0..<300 {
      let bytes = (0..<length).map { _ in UInt8(truncatingIfNeeded: generator.next() >> 40) }
      #expect(tokenizer.decode(tokenizer.encode(bytes)) == bytes)
    }
  }

  @Test(
    "a word that no text would use, or that is there twice, is refused",
    arguments: [["two words"], [""], ["don't"], ["a", "a"], ["  a"], ["12"], ["<0x41>"]])
  func refused(words: [String]) {
    let error = #expect(throws: CandorError.self) { try WordListTokenizer(words: words) }
    #expect(error?.code == .usage)
  }

  @Test("a special token that could be a word is refused", arguments: ["", "end", "."])
  func forgeable(name: String) {
    #expect(throws: CandorError.self) {
      try WordListTokenizer(words: ["a"], special: SpecialTokens(endOfText: name))
    }
  }

  @Test("it is read back as it was saved, with and without begin of text")
  func saving() throws {
    for begin in ["<|begin_of_text|>", nil] {
      let folder = try Fixture.temporaryFolder()
      defer { try? FileSystem.remove(folder) }
      let special = SpecialTokens(beginOfText: begin, others: ["<|pad|>"])
      let saved = try WordListTokenizer(words: [" a", "b", "\""], special: special)
      try Tokenizer.wordList(saved).save(folder: folder)
      guard case .wordList(let loaded) = try Tokenizer.load(folder: folder) else {
        Issue.record("another kind of tokenizer")
        return
      }
      #expect(loaded.words == saved.words)
      #expect(loaded.vocabulary.tokens == saved.vocabulary.tokens)
      #expect(loaded.vocabulary.beginOfText == saved.vocabulary.beginOfText)
      #expect(loaded.vocabulary.endOfText == saved.vocabulary.endOfText)
    }
  }
}
