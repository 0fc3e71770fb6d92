import CandorCore
import CandorTensors
import CandorText
import SystemPackage
import Testing

@testable import CandorModels

@Suite("Tokenizers in GGUF files")
struct TokenizerMetadataTests {
  private func load(_ change: (inout GGUFDraft) -> Void = { _ in }) throws -> Tokenizer {
    let path = FilePath("/tmp/candor-tokenizer-\(UInt64.random(in: 0 ... .max)).gguf")
    defer { try? FileSystem.remove(path) }
    var draft = GGUFDraft()
    draft.set("tokenizer.ggml.model", "gpt2")
    draft.set("tokenizer.ggml.pre", "gpt-2")
    draft.set("tokenizer.ggml.tokens", ["<end>", "a", "b", "ab", "Ġ", "Ġab"])
    draft.set("tokenizer.ggml.token_type", [3, 1, 1, 1, 1, 1] as [Int32])
    draft.set("tokenizer.ggml.merges", ["a b", "Ġ ab"])
    draft.set("tokenizer.ggml.eos_token_id", UInt32(0))
    draft.set("tokenizer.ggml.add_eos_token", true)
    change(&draft)
    var writer = try GGUFWriter(to: path, metadata: draft, tensors: [.init("x", .float32, [1])])
    try writer.append([Float(1)].span.rawBytes)
    try writer.finishTensor()
    try writer.commit()
    let archive = try TensorArchive(path)
    return try Tokenizer(try #require(archive.metadata), file: path.string)
  }

  @Test("its keys make a tokenizer")
  func reading() throws {
    let tokenizer = try load()
    #expect(tokenizer.encode("ab ab") == [3, 5])
    #expect(tokenizer.encode("a<end>", special: .asTokens, addSpecialTokens: true) == [1, 0, 0])
    #expect(tokenizer.endOfText == 0 && tokenizer.beginOfText == nil)
  }

  @Test("what is wrong is named with the file and the key")
  func refusing() throws {
    let changes: [(String, (inout GGUFDraft) -> Void)] = [
      ("pre", { $0.set("tokenizer.ggml.pre", "none") }),
      ("eos_token_id", { $0.set("tokenizer.ggml.eos_token_id", UInt32(6)) }),
      ("merges", { $0.set("tokenizer.ggml.merges", ["a c"]) }),
      ("token_type", { $0.set("tokenizer.ggml.token_type", [1] as [Int32]) }),
      ("tokens", { $0.set("tokenizer.ggml.tokens", true) }),
    ]
    for (key, change) in changes {
      let error = #expect(throws: CandorError.self) { try load(change) }
      #expect(error?.location?.field == "tokenizer.ggml.\(key)")
      #expect(error?.location?.file?.hasSuffix(".gguf") == true)
    }
  }
}
