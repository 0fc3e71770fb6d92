import CandorCore
import Testing

@testable import CandorText

@Suite("Byte-pair encoding")
struct BytePairTests {
  @Test("any bytes come back")
  func bytes() throws {
    let tokenizer = try Fixture.tokenizer("bytepair")
    var generator = Noise(state: 1)
    for length in 0..<300 {
      let bytes = (0..<length).map { _ in UInt8(truncatingIfNeeded: generator.next() >> 40) }
      #expect(tokenizer.decode(tokenizer.encode(bytes)) == bytes)
    }
  }

  @Test("text never gives a special token unless told to")
  func specialTokens() throws {
    let tokenizer = try Fixture.tokenizer("bytepair")
    let text = "a<|begin_of_text|><|end_of_text|> b"
    let begin = try #require(tokenizer.beginOfText)
    let plain = tokenizer.encode(text)
    #expect(!plain.contains(begin) && !plain.contains(tokenizer.endOfText))
    let parsed = tokenizer.encode(text, special: .asTokens)
    #expect(parsed.filter { $0 == begin || $0 == tokenizer.endOfText } == [0, 1])
    #expect(tokenizer.encode("x", addSpecialTokens: true) == [begin] + tokenizer.encode("x"))
    #expect(tokenizer.decode(parsed) == Array("a b".utf8))
  }

  @Test("long pieces are joined as short ones are", arguments: [65, 200, 1000])
  func longWords(length: Int) throws {
    let tokenizer = try Fixture.tokenizer("bytepair")
    var generator = Noise(state: UInt64(length))
    let letters = Array("aeirnstv".utf8)
    let word = (0..<length).map { _ in letters[Int(generator.next() >> 61)] }
    #expect(tokenizer.encode(word) == joinOneByOne(word, try #require(tokenizer.pairs)))
  }

  @Test("a piece of a million bytes takes no quadratic time", .timeLimit(.minutes(1)))
  func veryLongWord() throws {
    let tokenizer = try Fixture.tokenizer("bytepair")
    let word = [UInt8](repeating: UInt8(ascii: "e"), count: 1_000_000)
    #expect(tokenizer.decode(tokenizer.encode(word)) == word)
  }

  /// The definition: the earliest merge in the list, at its leftmost place, again and again.
  private func joinOneByOne(_ word: [UInt8], _ model: BytePairModel) -> [Int32] {
    var symbols = word.map { [$0] }
    while true {
      var best: (rank: Int, index: Int)?
      for index in symbols.indices.dropLast() {
        let rank = model.merges.firstIndex {
          model.vocabulary.bytes(of: $0.first) == symbols[index]
            && model.vocabulary.bytes(of: $0.second) == symbols[index + 1]
        }
        if let rank, rank < best?.rank ?? .max { best = (rank, index) }
      }
      guard let best else { break }
      symbols[best.index] += symbols.remove(at: best.index + 1)
    }
    return symbols.compactMap { model.vocabulary.token($0) }
  }
}

extension Tokenizer {
  /// The model, if it is one of byte pairs.
  var pairs: BytePairModel? {
    if case .bytePair(let model) = model { model } else { nil }
  }

  /// The merges, as two texts with `+` between.
  var mergeNames: [String] {
    (pairs?.merges ?? []).map { pair in
      [pair.first, pair.second].map { String(decoding: vocabulary.bytes(of: $0), as: UTF8.self) }
        .joined(separator: "+")
    }
  }
}

/// SplitMix64, for test data.
struct Noise: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var bits = state
    bits = (bits ^ bits >> 30) &* 0xBF58_476D_1CE4_E5B9
    bits = (bits ^ bits >> 27) &* 0x94D0_49BB_1331_11EB
    return bits ^ bits >> 31
  }
}
