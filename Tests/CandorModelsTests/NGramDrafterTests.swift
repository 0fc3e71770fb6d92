import Testing

@testable import CandorModels

@Suite("A guess goes on as the text did before")
struct NGramDrafterTests {
  private func guess(_ tokens: [Int32], limit: Int = 15) -> [Int32] {
    NGramDrafter(limit: limit).guess(after: tokens)
  }

  @Test("as many tokens as have matched, and no more than wanted")
  func length() {
    #expect(guess([1, 2, 3, 4, 5, 1, 2]) == [3, 4])
    #expect(guess([1, 2, 3, 4, 5, 1, 2, 3]) == [4, 5, 1])
    #expect(guess([1, 2, 3, 4, 5, 6, 1, 2, 3], limit: 2) == [4, 5])
    #expect(guess([1, 2, 3, 4, 5, 1, 2], limit: 1) == [3])
    #expect(guess([1, 2, 3, 4, 5, 1, 2], limit: 0).isEmpty)
    #expect(guess([1, 2, 1, 2], limit: -1).isEmpty)
  }

  @Test("after the longest run, and the last one of equally long ones")
  func choice() {
    #expect(guess([7, 8, 9, 1, 0, 8, 9, 2, 5, 7, 8, 9]) == [1, 0, 8])
    #expect(guess([8, 9, 1, 0, 8, 9, 2, 5, 8, 9]) == [2, 5])
  }

  @Test("a run that overlaps the end goes round")
  func rounds() {
    #expect(guess([4, 6, 6, 6]) == [6, 6])
    #expect(guess([1, 2, 1, 2, 1, 2]) == [1, 2, 1, 2])
  }

  @Test("nothing after what is new, or a single token")
  func nothing() {
    #expect(guess([]).isEmpty)
    #expect(guess([1]).isEmpty)
    #expect(guess([1, 2, 3]).isEmpty)
    #expect(guess([1, 2, 3, 1]).isEmpty)
  }
}
