import Testing

@testable import CandorText

@Suite("Streaming decoder")
struct StreamingDecoderTests {
  private func pieces(_ tokenizer: Tokenizer, _ ids: [Int32]) -> [String] {
    var decoder = StreamingDecoder(tokenizer)
    return ids.map { decoder.append($0) } + [decoder.flush()]
  }

  @Test("characters appear whole, with their last byte")
  func whole() throws {
    let tokenizer = try Tokenizer(words: ["a"])
    #expect(
      pieces(tokenizer, tokenizer.encode("aé日👍"))
        == ["a", "", "é", "", "", "日", "", "", "", "👍", ""])
    #expect(pieces(tokenizer, tokenizer.encode([0x61, 0xF0, 0x9F])) == ["a", "", "", "\u{FFFD}"])
    #expect(pieces(tokenizer, tokenizer.encode([0xE6, 0x61])) == ["", "\u{FFFD}a", ""])
  }

  @Test("the pieces together are the text, whatever the bytes")
  func together() throws {
    let tokenizer = try Tokenizer(words: ["a"])
    var generator = Noise(state: 3)
    let leads: [UInt8] = [
      0x61, 0x80, 0x9F, 0xA0, 0xBF, 0xC1, 0xC3, 0xE0, 0xE6, 0xED, 0xF0, 0xF4, 0xF8,
    ]
    for length in 0..<2000 {
      let bytes = (0..<length % 12).map { _ in leads[Int(generator.next() >> 8) % leads.count] }
      let text = pieces(tokenizer, tokenizer.encode(bytes)).joined()
      #expect(Array(text.utf8) == Array(String(decoding: bytes, as: UTF8.self).utf8), "\(bytes)")
    }
  }

  @Test("every string of the fixtures streams to itself")
  func strings() throws {
    let tokenizer = try Fixture.tokenizer("bytepair")
    for (text, _) in try Fixture.strings().prefix(2000) {
      let streamed = pieces(tokenizer, tokenizer.encode(text)).joined()
      #expect(Array(streamed.utf8) == Array(text.utf8))
    }
  }
}
