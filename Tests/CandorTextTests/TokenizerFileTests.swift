import CandorCore
import SystemPackage
import Testing

@testable import CandorText

@Suite("Tokenizer files")
struct TokenizerFileTests {
  /// Loads the byte-pair fixture with one text in a file replaced by another.
  private func load(
    _ fixture: String = "bytepair", _ file: String = "tokenizer.json", replacing old: String,
    with new: String
  ) throws {
    let folder = try Fixture.temporaryFolder()
    defer { try? FileSystem.remove(folder) }
    for name in ["tokenizer.json", "tokenizer_config.json"] {
      let bytes = try FileSystem.read(Fixture.folder.appending("\(fixture)/\(name)"))
      var text = String(decoding: bytes, as: UTF8.self)
      if name == file {
        let range = try #require(text.firstRange(of: old), "the fixture has no \(old)")
        text.replaceSubrange(range, with: new)
      }
      try AtomicFile.write(text, to: folder.appending(name))
    }
    _ = try Tokenizer.load(folder: folder)
  }

  @Test(
    "a setting that would change ids is refused by name",
    arguments: [
      (#""normalizer": null"#, #""normalizer": {"type": "Nmt"}"#, "normalizer"),
      (#""truncation": null"#, #""truncation": {"max_length": 8}"#, "truncation"),
      (#""type": "Digits""#, #""type": "Bits""#, "pre_tokenizer.pretokenizers.0"),
      (#""type": "BPE""#, #""type": "CharBPE""#, "model.type"),
      (#""dropout": null"#, #""dropout": 0.1"#, "model.dropout"),
      (#""byte_fallback": false"#, #""byte_fallback": true"#, "model.byte_fallback"),
      (#""fuse_unk": false"#, #""cache": false"#, "model.cache"),
      (#""type": "TemplateProcessing""#, #""type": "Template""#, "post_processor"),
      (#""Sequence": {"#, #""Sequences": {"#, "post_processor"),
    ])
  func unsupported(old: String, new: String, field: String) throws {
    let error = #expect(throws: CandorError.self) { try load(replacing: old, with: new) }
    #expect(error?.code == .unsupported)
    #expect(error?.location?.field == field)
    #expect(error?.location?.file?.hasSuffix("tokenizer.json") == true)
  }

  @Test("steps that would multiply a text are refused")
  func growth() throws {
    let step = #"{"type": "Replace", "pattern": {"String": "a"}, "content": "aa"}"#
    func sequence(_ count: Int) -> String {
      let steps = repeatElement(step, count: count).joined(separator: ",")
      return #""normalizer": {"type": "Sequence", "normalizers": [\#(steps)]}"#
    }
    try load(replacing: #""normalizer": null"#, with: sequence(9))
    let error = #expect(throws: CandorError.self) {
      try load(replacing: #""normalizer": null"#, with: sequence(60))
    }
    #expect(error?.code == .limitExceeded && error?.location?.field == "normalizer")
  }

  @Test(
    "tokens, ids and merges that contradict each other are refused",
    arguments: [
      (#""!": 2"#, #""!": 3"#), (#""!": 2"#, #""!": -1"#), (#""!": 2"#, #""!": 2.5"#),
      (#""!": 2"#, #""!": 9223372036854775807"#), (#""id": 0,"#, #""id": 5,"#),
      (#""id": 0,"#, #""id": 999999999999,"#), (#""merges": ["#, #""merges": [["a", "日"],"#),
      (#""merges": ["#, #""merges": [["a"],"#), (#""merges": ["#, #""merges": ["q q q","#),
      (#""merges": ["#, #""merges": [["q", "q"],"#),
    ])
  func malformed(old: String, new: String) throws {
    let error = #expect(throws: CandorError.self) { try load(replacing: old, with: new) }
    #expect(error?.code == .malformed)
    #expect(error?.location?.file?.hasSuffix("tokenizer.json") == true)
  }

  @Test("merges may be written as strings, as older files do")
  func olderMerges() throws {
    let folder = try Fixture.temporaryFolder()
    defer { try? FileSystem.remove(folder) }
    guard case .object(var root) = try Fixture.json("bytepair/tokenizer.json"),
      case .object(var model)? = root["model"], case .array(let merges)? = model["merges"]
    else { return }
    model["merges"] = .array(
      merges.map { merge in
        guard case .array(let sides) = merge, case .string(let first) = sides[0],
          case .string(let second) = sides[1]
        else { return nil }
        return .string("\(first) \(second)")
      })
    root["model"] = .object(model)
    try AtomicFile.write(
      JSONValue.object(root).pretty(), to: folder.appending("tokenizer.json"))
    try AtomicFile.write(
      Fixture.json("bytepair/tokenizer_config.json").pretty(),
      to: folder.appending("tokenizer_config.json"))
    let text = try Fixture.documents().joined()
    let expected = try Fixture.tokenizer("bytepair").encode(Array(text))
    #expect(try Tokenizer.load(folder: folder).encode(Array(text)) == expected)
  }

  @Test("a configuration that names no end of text, or an unknown one, is refused")
  func configuration() throws {
    let file = "tokenizer_config.json"
    let missing = #expect(throws: CandorError.self) {
      try load("bytepair", file, replacing: #""eos_token""#, with: #""eos""#)
    }
    #expect(missing?.code == .unsupported)
    let unknown = #expect(throws: CandorError.self) {
      try load(
        "bytepair", file, replacing: #""eos_token": "<|end"#, with: #""eos_token": "<|fin"#)
    }
    #expect(unknown?.code == .mismatch)
  }

  @Test("a missing file is not found")
  func missing() throws {
    let folder = try Fixture.temporaryFolder()
    defer { try? FileSystem.remove(folder) }
    let error = #expect(throws: CandorError.self) { try Tokenizer.load(folder: folder) }
    #expect(error?.code == .notFound)
  }

  @Test("a file cut anywhere, or with one byte changed, is refused or read, never fatal")
  func damage() throws {
    let folder = try Fixture.temporaryFolder()
    defer { try? FileSystem.remove(folder) }
    let whole = try FileSystem.read(Fixture.folder.appending("words/tokenizer.json"))
    let configuration = try FileSystem.read(Fixture.folder.appending("words/tokenizer_config.json"))
    try AtomicFile.write(configuration, to: folder.appending("tokenizer_config.json"))
    var generator = Noise(state: 4)
    for round in 0..<300 {
      var bytes = whole
      let place = Int(generator.next() >> 8) % bytes.count
      if round % 3 == 0 {
        bytes.removeSubrange(place...)
      } else {
        bytes[place] = UInt8(truncatingIfNeeded: generator.next() >> 20)
      }
      try AtomicFile.write(bytes, to: folder.appending("tokenizer.json"))
      do {
        let tokenizer = try Tokenizer.load(folder: folder)
        #expect(tokenizer.decode(tokenizer.encode("Anna é")) == Array("Anna é".utf8))
      } catch let error as CandorError {
        #expect(error.location?.file != nil)
      }
    }
  }
}
