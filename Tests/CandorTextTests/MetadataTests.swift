import CandorCore
import Testing

@testable import CandorText

@Suite("Tokenizers of GGUF files")
struct MetadataTests {
  /// The byte-pair fixture as a GGUF file would say it.
  private func bytePairs() throws -> TokenizerMetadata {
    guard case .object(let file) = try Fixture.json("bytepair/tokenizer.json") else {
      throw CandorError(.malformed, "expected an object")
    }
    let model = try file.object("model")
    var metadata = TokenizerMetadata(
      model: "gpt2",
      tokens: ByteStrings(try model.object("vocab").members.map { Array($0.key.utf8) }))
    metadata.types = metadata.tokens.indices.map { $0 < 2 ? 3 : 1 }
    metadata.pre = "smollm"
    metadata.merges = ByteStrings(
      try model.array("merges").map { merge in
        guard case .array(let sides) = merge, case .string(let first) = sides[0],
          case .string(let second) = sides[1]
        else { return [] }
        return Array("\(first) \(second)".utf8)
      })
    (metadata.beginOfText, metadata.endOfText) = (0, 1)
    return metadata
  }

  /// Pairs by score: `ab` before `bc`, `▁a` last; `x` has no token and becomes bytes.
  private func sentencePiece() -> TokenizerMetadata {
    let words = ["<unk>", "<s>", "</s>", "<user>"]
    let bytes = (0...255).map { ByteToken.name($0) }
    let pieces = ["▁", "a", "b", "c", "ab", "bc", "abc", "▁a"]
    var metadata = TokenizerMetadata(
      model: "llama",
      tokens: ByteStrings(words.map { Array($0.utf8) } + bytes + pieces.map { Array($0.utf8) }))
    metadata.types = [2, 3, 3, 4] + bytes.map { _ in 6 } + pieces.map { _ in 1 }
    metadata.scores =
      [Float](repeating: 0, count: 260) + [-9, -9, -9, -9, -1, -2, -2, -3]
    (metadata.unknown, metadata.beginOfText, metadata.endOfText) = (0, 1, 2)
    return metadata
  }

  @Test("byte pairs give the ids of the family's tokenizer.json")
  func family() throws {
    var metadata = try bytePairs()
    metadata.addsBeginOfText = true
    let tokenizer = try Tokenizer(metadata)
    for (text, digests) in try Fixture.strings().prefix(500) {
      #expect(Fixture.digest(tokenizer.encode(text)) == digests[0])
      let all = tokenizer.encode(text, special: .asTokens, addSpecialTokens: true)
      #expect(Fixture.digest(all) == digests[1])
      #expect(tokenizer.decode(tokenizer.encode(text)) == Array(text.utf8))
    }
  }

  @Test("pairs by score: the best is joined first, the leftmost of equals; the rest is bytes")
  func scores() throws {
    let tokenizer = try Tokenizer(sentencePiece())
    // Pieces are 260...267; bytes begin at 4.
    #expect(tokenizer.encode("bc") == [260, 265])
    #expect(tokenizer.encode("abc") == [260, 266])
    #expect(tokenizer.encode("a") == [267])
    #expect(tokenizer.encode("bxc") == [260, 262, 4 + 0x78, 263])
    #expect(tokenizer.encode([0xFF]) == [260, 4 + 0xFF])
    #expect(tokenizer.encode("a<user>a", addSpecialTokens: true) == [1, 267, 3, 267])
    let marked = tokenizer.encode("<s>", special: .asText)
    #expect(!marked.contains(1))
    #expect(tokenizer.encode("<s>", special: .asTokens) == [1])
    for text in ["abc bc", " a", "héé\n"] {
      #expect(tokenizer.decode(tokenizer.encode(text)) == Array(text.utf8))
    }
  }

  @Test("the space before a text is taken off once, and not within a text")
  func spaces() throws {
    let tokenizer = try Tokenizer(sentencePiece())
    let ids = tokenizer.encode("a a")
    var (start, within) = (
      StreamingDecoder(tokenizer), StreamingDecoder(tokenizer, isWithinText: true)
    )
    #expect(ids.map { start.append($0) }.joined() == "a a")
    #expect(ids.map { within.append($0) }.joined() == " a a")
  }

  @Test("special tokens are read within trusted ranges only")
  func trusted() throws {
    let tokenizer = try Tokenizer(bytePairs())
    let text = "<|end_of_text|>x<|end_of_text|><|end_of_text|>"
    func ends(_ ranges: [Range<Int>]) -> Int {
      tokenizer.encode(text, special: .asTokensWithin(ranges)).filter { $0 == 1 }.count
    }
    #expect(ends([]) == 0 && ends([0..<46]) == 3 && ends([0..<15]) == 1)
    #expect(ends([0..<14, 16..<31]) == 1 && ends([0..<15, 17..<46]) == 2)
  }

  @Test("outside of trusted ranges other added tokens are text, but for white space")
  func untrusted() throws {
    var metadata = sentencePiece()
    metadata.tokens.append(Array("\n\n".utf8).span)
    metadata.types.append(4)
    metadata.scores.append(0)
    let tokenizer = try Tokenizer(metadata)
    let text = "<user>a<user>\n\n"
    func added(_ reading: SpecialTokenReading) -> [Int32] {
      tokenizer.encode(text, special: reading).filter { $0 == 3 || $0 == 268 }
    }
    #expect(added(.asText) == [3, 3, 268])
    #expect(added(.asTokensWithin([0..<6])) == [3, 268])
    #expect(added(.asTokensWithin([0..<5, 7..<12])) == [268])
    #expect(
      tokenizer.decode(tokenizer.encode(text, special: .asTokensWithin([]))) == Array(text.utf8))
  }

  @Test("values that contradict each other are refused with their key")
  func refused() throws {
    let changes:
      [(key: String, code: CandorError.Code, change: (inout TokenizerMetadata) -> Void)] = [
        ("pre", .unsupported, { $0.pre = "grok-9" }), ("pre", .unsupported, { $0.pre = nil }),
        ("model", .unsupported, { $0.model = "rwkv" }), ("tokens", .malformed, { $0.tokens = [] }),
        ("token_type", .malformed, { $0.types = [1] }),
        ("merges", .malformed, { $0.merges = [[]] }),
        ("merges", .malformed, { $0.merges = [Array("a  b".utf8)] }),
        ("merges", .malformed, { $0.merges = [Array("q q".utf8)] }),
        ("bos_token_id", .malformed, { $0.beginOfText = -1 }),
        ("eos_token_id", .malformed, { $0.endOfText = 1 << 40 }),
        ("eos_token_id", .unsupported, { $0.endOfText = nil }),
        (
          "tokens", .malformed,
          {
            $0.tokens = ByteStrings($0.tokens.dropLast().map(Array.init) + [Array($0.tokens[300])])
          }
        ),
      ]
    for (key, code, change) in changes {
      var metadata = try bytePairs()
      change(&metadata)
      let error = #expect(throws: CandorError.self) { try Tokenizer(metadata) }
      #expect(error?.code == code && error?.location?.field == "tokenizer.ggml.\(key)")
    }
    for scores in [[], [Float](repeating: .nan, count: 268)] {
      var metadata = sentencePiece()
      metadata.scores = scores
      let error = #expect(throws: CandorError.self) { try Tokenizer(metadata) }
      #expect(error?.location?.field == "tokenizer.ggml.scores")
    }
  }
}
