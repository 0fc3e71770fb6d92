import CandorCore
import Testing

@testable import CandorText

@Suite("Training byte-pair encoding")
struct BytePairTrainerTests {
  private func merges(_ tokenizer: Tokenizer) -> [String] { tokenizer.mergeNames }

  @Test("the most frequent pair goes first; of equals, the one with the lesser ids")
  func order() throws {
    var trainer = try BytePairTrainer(vocabularySize: 300)
    trainer.add(Array("hello hello help the then there".utf8))
    #expect(
      merges(try trainer.train()) == [
        "h+e", "t+he", " +the", "he+l", "l+o", " +hel",
      ])
  }

  @Test("pairs of the same character overlap as in the peer")
  func runs() throws {
    var trainer = try BytePairTrainer(vocabularySize: 300, minimumFrequency: 1)
    trainer.add(Array("aaaaaaa".utf8))
    #expect(merges(try trainer.train()) == ["a+a", "aa+aa", "aa+a", "aaaa+aaa"])
  }

  @Test("neither the order of the documents nor the threads matter")
  func independence() throws {
    let documents = try Fixture.documents()
    var single = try BytePairTrainer(vocabularySize: 600)
    for document in documents { single.add(document) }
    let expected = merges(try single.train())
    var reversed = try BytePairTrainer(vocabularySize: 600)
    for document in documents.reversed() { reversed.add(document) }
    #expect(merges(try reversed.train()) == expected)
    for threads in [1, 2, 3, 7] {
      var parallel = try BytePairTrainer(vocabularySize: 600)
      parallel.add(documents, on: try WorkerPool(threads: threads))
      #expect(merges(try parallel.train()) == expected)
    }
  }

  @Test("no text at all gives the bytes alone")
  func nothing() throws {
    var trainer = try BytePairTrainer(vocabularySize: 300)
    trainer.add([], on: try WorkerPool(threads: 2))
    let tokenizer = try trainer.train()
    #expect(tokenizer.vocabularySize == 258)
    #expect(tokenizer.decode(tokenizer.encode([0, 255, 10])) == [0, 255, 10])
  }

  @Test("a vocabulary without room for the bytes is refused", arguments: [-1, 0, 257, 1 << 40])
  func tooSmall(size: Int) {
    #expect(throws: CandorError.self) { try BytePairTrainer(vocabularySize: size) }
  }

  @Test("a special token that text could produce is refused")
  func forgeable() throws {
    let special = SpecialTokens(endOfText: "end")
    let error = #expect(throws: CandorError.self) {
      try BytePairTrainer(vocabularySize: 300, special: special)
    }
    #expect(error?.message == "the special token `end` could be a word")
  }
}
