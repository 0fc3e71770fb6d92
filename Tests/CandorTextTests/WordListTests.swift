import CandorCore
import Testing

@testable import CandorText

@Suite("Word lists")
struct WordListTests {
  private let tokenizer: Tokenizer

  init() throws {
    tokenizer = try Tokenizer(words: ["Anna", " Anna", " walks", ".", "\n", " ", "4", " é"])
  }

  @Test("ids are special tokens, bytes, words")
  func layout() {
    #expect(tokenizer.encode(Array("Anna walks.\n".utf8)) == [258, 260, 261, 262])
    #expect(tokenizer.vocabularySize == 2 + 256 + 8)
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
    let error = #expect(throws: CandorError.self) { try Tokenizer(words: words) }
    #expect(error?.code == .usage)
  }

  @Test("a special token that could be a word is refused", arguments: ["", "end", "."])
  func forgeable(name: String) {
    #expect(throws: CandorError.self) {
      try Tokenizer(words: ["a"], special: SpecialTokens(endOfText: name))
    }
  }

  @Test("it is read back as it was saved, with and without begin of text")
  func saving() throws {
    for begin in ["<|begin_of_text|>", nil] {
      let folder = try Fixture.temporaryFolder()
      defer { try? FileSystem.remove(folder) }
      let special = SpecialTokens(beginOfText: begin, others: ["<|pad|>"])
      let saved = try Tokenizer(words: [" a", "b", "\""], special: special)
      try saved.save(folder: folder)
      let loaded = try Tokenizer.load(folder: folder)
      #expect(loaded.vocabularySize == saved.vocabularySize)
      for id in 0..<Int32(saved.vocabularySize) {
        #expect(loaded.bytes(of: id) == saved.bytes(of: id))
      }
      #expect(loaded.encode("a a b<|pad|>") == saved.encode("a a b<|pad|>"))
      #expect(loaded.beginOfText == saved.beginOfText)
      #expect(loaded.endOfText == saved.endOfText)
    }
  }
}
