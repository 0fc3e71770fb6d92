import CandorCore
import SystemPackage
import Testing

@testable import CandorText

@Suite("Equal to Hugging Face tokenizers")
struct HuggingFaceTests {
  @Test("ids equal on strings of all scripts, spaces, digits and special tokens")
  func ids() throws {
    let single = try Fixture.tokenizer("bytepair")
    let pattern = try Fixture.tokenizer("pattern")
    let words = try Fixture.tokenizer("words")
    let strings = try Fixture.strings()
    #expect(strings.count >= 2000)
    for (text, digests) in strings {
      let ids = [
        single.encode(text),
        single.encode(text, special: .asTokens, addSpecialTokens: true),
        pattern.encode(text),
        words.encode(text, special: .asTokens, addSpecialTokens: true),
      ]
      #expect(ids.map(Fixture.digest) == digests, "\(text.debugDescription)")
    }
  }

  @Test("ids equal around every character of Unicode")
  func characters() throws {
    let tokenizers = [try Fixture.tokenizer("bytepair"), try Fixture.tokenizer("pattern")]
    guard case .array(let blocks) = try Fixture.json("characters.json") else { return }
    #expect(blocks.count == 272)
    for (block, expected) in blocks.enumerated() {
      var text = ""
      for code in UInt32(block * 4096)..<UInt32(block * 4096 + 4096) {
        guard let scalar = Unicode.Scalar(code) else { continue }
        text += "a\(scalar) \(scalar)1  \(scalar)  "
      }
      let digests = tokenizers.map { JSONValue.string(Fixture.digest($0.encode(text))) }
      #expect(.array(digests) == expected, "code points from \(String(block * 4096, radix: 16))")
    }
  }

  @Test("training gives the same merges, tokens and file")
  func training() throws {
    let expected = try Fixture.json("bytepair/tokenizer.json")
    let folder = try Fixture.temporaryFolder()
    defer { try? FileSystem.remove(folder) }
    var trainer = try BytePairTrainer(vocabularySize: 400)
    for document in try Fixture.documents() { trainer.add(document) }
    try trainer.train().save(folder: folder, contextLength: 512)
    #expect(try JSONValue.load(folder.appending("tokenizer.json")) == expected)
    #expect(
      try JSONValue.load(folder.appending("tokenizer_config.json"))
        == Fixture.json("bytepair/tokenizer_config.json"))
  }

  @Test("training to the end, where most pairs tie, gives the same merges")
  func trainingToTheEnd() throws {
    var trainer = try BytePairTrainer(vocabularySize: 4000)
    for document in try Fixture.documents() { trainer.add(document) }
    let tokenizer = try trainer.train()
    let merges = try #require(tokenizer.pairs).merges.map { pair in
      [pair.first, pair.second].map { ByteAlphabet.string(tokenizer.vocabulary.bytes(of: $0)) }
        .joined(separator: " ")
    }
    #expect(JSONValue.array(merges.map { .string($0) }) == (try Fixture.json("merges.json")))
  }

  @Test("every file is saved as it was read", arguments: ["bytepair", "pattern", "words"])
  func roundTrip(name: String) throws {
    let folder = try Fixture.temporaryFolder()
    defer { try? FileSystem.remove(folder) }
    try Fixture.tokenizer(name).save(folder: folder, contextLength: 512)
    for file in ["tokenizer.json", "tokenizer_config.json"] {
      #expect(
        try JSONValue.load(folder.appending(file)) == Fixture.json("\(name)/\(file)"), "\(file)")
    }
  }

  @Test("decoding gives back every string", arguments: ["bytepair", "pattern", "words"])
  func decoding(name: String) throws {
    let tokenizer = try Fixture.tokenizer(name)
    for (text, _) in try Fixture.strings() {
      let bytes = Array(text.utf8)
      #expect(tokenizer.decode(tokenizer.encode(bytes)) == bytes)
      let tokens = tokenizer.encode(bytes, special: .asTokens)
      #expect(tokenizer.decode(tokens, special: .byName) == bytes)
    }
  }
}
