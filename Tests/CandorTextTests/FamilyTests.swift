import CandorCore
import SystemPackage
import Testing

@testable import CandorText

/// Small tokenizers with the stages of many families; Tests/Oracles/tokenizer_families_golden.py.
@Suite("Families of tokenizers")
struct FamilyTests {
  private let golden: JSONObject
  private let texts: [String]

  init() throws {
    guard case .object(let golden) = try Fixture.json("families.json") else {
      throw CandorError(.malformed, "expected an object")
    }
    self.golden = golden
    texts = try golden.array("texts").compactMap {
      if case .string(let text) = $0 { text } else { nil }
    }
  }

  /// A family's tokenizer: a shared model and its own stages.
  private func tokenizer(_ family: JSONObject) throws -> Tokenizer {
    var file = try family.object("file")
    if let name = try family.optionalString("model") {
      var model = try golden.object("models").object(name)
      for (key, value) in try family.object("options").members { model[key] = value }
      file["model"] = .object(model)
    }
    let folder = try Fixture.temporaryFolder()
    defer { try? FileSystem.remove(folder) }
    try AtomicFile.write(JSONValue.object(file).pretty(), to: folder.appending("tokenizer.json"))
    let roles: JSONValue = ["bos_token": "<|begin_of_text|>", "eos_token": "<|end_of_text|>"]
    try AtomicFile.write(roles.pretty(), to: folder.appending("tokenizer_config.json"))
    return try Tokenizer.load(folder: folder)
  }

  @Test("ids equal those of Hugging Face, as plain text and with special tokens")
  func ids() throws {
    let families = try golden.object("families")
    #expect(families.count >= 17 && texts.count >= 300)
    for (name, value) in families.members {
      guard case .object(let family) = value else { continue }
      let tokenizer = try tokenizer(family)
      let (plain, whole) = (try family.array("plain"), try family.array("whole"))
      for (index, text) in texts.enumerated() {
        if plain[index] != .null {
          let ids = tokenizer.encode(text)
          #expect(.string(Fixture.digest(ids)) == plain[index], "\(name): \(text.debugDescription)")
        }
        let all = tokenizer.encode(text, special: .asTokens, addSpecialTokens: true)
        #expect(.string(Fixture.digest(all)) == whole[index], "\(name): \(text.debugDescription)")
      }
    }
  }

  @Test("what a GGUF file says of a tokenizer makes the same ids; the rest is refused")
  func metadata() throws {
    var sayable: Set<String> = []
    for (name, value) in try golden.object("families").members {
      guard case .object(var family) = value else { continue }
      // Tokens that depend on what stands beside them cannot be said.
      var file = try family.object("file")
      file["added_tokens"] = .array(
        try file.array("added_tokens").filter { token in
          guard case .object(let token) = token else { return true }
          return ["lstrip", "rstrip", "single_word"].allSatisfy { token[$0] != true }
        })
      family["file"] = .object(file)
      let tokenizer = try tokenizer(family)
      let count = tokenizer.vocabularySize + 3
      guard let metadata = try? TokenizerMetadata(tokenizer, count: count) else { continue }
      #expect(metadata.tokens.count == count && metadata.withoutUnusedEnd.tokens.count == count - 3)
      sayable.insert(name)
      let again = try Tokenizer(metadata)
      for text in texts {
        #expect(again.encode(text) == tokenizer.encode(text), "\(name): \(text.debugDescription)")
        let all = tokenizer.encode(text, special: .asTokens, addSpecialTokens: true)
        #expect(
          again.encode(text, special: .asTokens, addSpecialTokens: true) == all,
          "\(name): \(text.debugDescription)")
      }
    }
    #expect(
      sayable.isSuperset(of: [
        "gpt2", "smollm", "llama3", "olmo2", "deepseek3", "tekken", "gpt4o",
      ]), "\(sayable.sorted())")
  }

  @Test("no text becomes a control token unless asked for")
  func control() throws {
    for (name, value) in try golden.object("families").members {
      guard case .object(let family) = value else { continue }
      let tokenizer = try tokenizer(family)
      let control = tokenizer.addedTokens.filter { $0.isSpecial && $0.name != "<unk>" }
      #expect(control.count >= 3)
      let names = control.map(\.name).joined(separator: " x")
      for text in texts + [names, names.replacing(" ", with: "")] {
        let ids = Set(tokenizer.encode(text))
        #expect(control.allSatisfy { !ids.contains($0.id) }, "\(name): \(text.debugDescription)")
      }
    }
  }

  @Test("a hostile run of one character takes no quadratic time", .timeLimit(.minutes(1)))
  func longRuns() throws {
    for (_, value) in try golden.object("families").members {
      guard case .object(let family) = value else { continue }
      let tokenizer = try tokenizer(family)
      for character in ["a", " ", "\n", "'", "\u{301}", "A", "9"] {
        _ = tokenizer.encode(String(repeating: character, count: 60_000))
      }
    }
  }
}
