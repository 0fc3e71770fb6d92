import CandorCore
import CandorTensors
import CandorText
import SystemPackage
import Testing

@testable import CandorModels

@Suite("Folders become GGUF files, and these folders")
struct ModelTranslationTests {
  private let machine: Arithmetic

  init() throws { machine = try Arithmetic(threads: 2) }

  /// A family's model with a tokenizer of letters, a chat template and two tokens that end answers.
  private func model(_ name: String) throws -> FamilyModel {
    let model = try FamilyModel(name)
    try model.makeSayable()
    let names = ["<bos>", "<eos>", "<turn>"] + (65..<99).map { String(UnicodeScalar(UInt8($0))) }
    var metadata = TokenizerMetadata(
      model: "gpt2", tokens: ByteStrings(names.map { Array($0.utf8) }))
    metadata.types = metadata.tokens.indices.map { $0 < 3 ? 3 : 1 }
    (metadata.pre, metadata.beginOfText, metadata.endOfText) = ("qwen2", 0, 1)
    metadata.addsBeginOfText = true
    metadata.merges = []
    try Tokenizer(metadata).save(folder: model.folder, contextLength: 64)
    try AtomicFile.write(
      Array("{{ bos_token }}ß".utf8), to: model.folder.appending("chat_template.jinja"))
    let ends: JSONValue = ["eos_token_id": [1, 2]]
    try AtomicFile.write(
      ends.pretty(), to: model.folder.appending("generation_config.json"))
    return model
  }

  private func bits(_ path: FilePath, _ tokens: [Int32]) throws -> [UInt32] {
    let model = try LanguageModel.open(path, arithmetic: machine)
    return try DecoderSession(model.decoder, weights: model.weights).bits(reading: tokens)
  }

  private func bytes(_ archive: TensorArchive) -> [String: [UInt8]] {
    Dictionary(
      uniqueKeysWithValues: archive.entries.map { entry in
        (
          entry.name,
          archive.withBytes(of: entry) { bytes in
            (0..<bytes.byteCount).map {
              unsafe bytes.unsafeLoad(fromByteOffset: $0, as: UInt8.self)
            }
          }
        )
      })
  }

  @Test(
    "there and back: the same bits, tensors, tokenizer, template and ends",
    arguments: FamilyModel.names.filter { $0 != "mistral" })
  func roundTrip(name: String) throws {
    let model = try model(name)
    let file = model.folder.appending("model.gguf")
    let back = model.folder.appending("back")
    let first = try ModelConversion(model.folder, to: file, .float32, arithmetic: machine)
    #expect(first.source.count >= 6 && first.result.map(\.name) == ["model.gguf"])
    let expected = try bits(model.folder, model.tokens)
    #expect(try bits(file, model.tokens) == expected)

    let second = try ModelConversion(file, to: back, .float32, arithmetic: machine)
    #expect(second.source.first?.digest == first.result.first?.digest)
    #expect(try bits(back, model.tokens) == expected)
    let (before, after) = try (TensorArchive(model.folder), TensorArchive(back))
    let (old, new) = (bytes(before), bytes(after))
    #expect(Set(old.keys) == Set(new.keys))
    // Norms of Gemma are stored less one, which GGUF files add and which cannot be taken back.
    for (tensor, numbers) in old where name != "gemma3" || !tensor.contains("norm") {
      #expect(new[tensor] == numbers, "\(tensor)")
    }
    for path in [file, back] {
      let opened = try LanguageModel.open(path, arithmetic: machine)
      #expect(opened.endOfText == [1, 2])
      #expect(opened.tokenizer.encode("BAD", addSpecialTokens: true) == [0, 4, 3, 6])
      #expect(try ChatTemplate.load(model: path)?.source == "{{ bos_token }}ß")
    }
    let one = try DecoderConfiguration(folder: model.folder)
    #expect(try DecoderConfiguration(folder: back).comparable == one.comparable)
  }

  @Test("the shorter formats, from the folder or by way of a file, are the same bytes")
  func quantised() throws {
    let model = try model("qwen3")
    let file = model.folder.appending("model.gguf")
    _ = try ModelConversion(model.folder, to: file, .float32, arithmetic: machine)
    for mix in [WeightMix.bfloat16, .q8_0, .q4_K_M] {
      let direct = model.folder.appending("direct.gguf")
      let detour = model.folder.appending("detour.gguf")
      _ = try ModelConversion(model.folder, to: direct, mix, arithmetic: machine)
      _ = try ModelConversion(file, to: detour, mix, arithmetic: machine)
      #expect(bytes(try TensorArchive(direct)) == bytes(try TensorArchive(detour)))
    }
    let short = model.folder.appending("short")
    _ = try ModelConversion(model.folder, to: short, .bfloat16, arithmetic: machine)
    let formats = try Set(TensorArchive(short).entries.map(\.format))
    #expect(formats == [.bfloat16, .float32])
  }

  @Test("Llama 3's divisors are recognised as its scaling, others are not")
  func divisors() {
    for (size, factor) in [(64, 32.0), (128, 8), (64, 8), (128, 32)] {
      var rotary = RotaryConfiguration(base: 500_000)
      rotary.scaling = .llama3(
        factor: factor, lowFactor: 1, highFactor: 4, originalContext: 8192)
      let frequencies = rotary.frequencies(size: size)
      var divided = rotary
      divided.scaling = .divisors(frequencies.divisors(base: rotary.base))
      #expect(divided.recognised(size: size) == rotary)
      divided.scaling = .divisors(frequencies.divisors(base: rotary.base).map { $0 * 1.01 })
      #expect(divided.recognised(size: size) == divided)
    }
  }

  @Test("what the other form cannot say is refused, and nothing is left behind")
  func refusals() throws {
    func refusal(_ path: FilePath, _ name: String, _ mix: WeightMix = .float32) -> CandorError? {
      failure { _ = try ModelConversion(path, to: FilePath(name), mix, arithmetic: machine) }
    }
    let windows = try model("mistral")
    let output = windows.folder.appending("out.gguf")
    #expect(refusal(windows.folder, output.string)?.code == .unsupported)
    try windows.reconfigure { $0["sliding_window"] = .null }
    #expect(refusal(windows.folder, output.string) == nil)
    let folder = windows.folder.appending("out")
    #expect(refusal(output, folder.string, .q4_0)?.code == .unsupported)
    #expect(!FileSystem.exists(folder))
    #expect(refusal(output, windows.folder.string)?.code == .usage)

    let layers = try model("smollm3")
    try layers.reconfigure { $0["no_rope_layers"] = [1, 0, 1, 1] }
    let other = layers.folder.appending("out.gguf")
    #expect(refusal(layers.folder, other.string)?.code == .unsupported)
    #expect(!FileSystem.exists(other))

    let tiny = try TinyModel()
    let alone = refusal(tiny["model.safetensors"], tiny["out.gguf"].string)
    #expect(alone?.code == .unsupported)
  }

  @Test("a tokenizer that GGUF has no words for goes in whole")
  func wholeTokenizer() throws {
    let tiny = try TinyModel()
    let file = tiny["out.gguf"]
    let conversion = try ModelConversion(tiny.folder, to: file, .float32, arithmetic: machine)
    #expect(conversion.tokenizerNote?.contains("bytes") == true)
    let opened = try LanguageModel.open(file, arithmetic: machine)
    let text = "the key. the garden ß"
    #expect(opened.tokenizer.encode(text) == tiny.tokenizer.encode(text))
    #expect(opened.tokenizer.beginOfText == tiny.tokenizer.beginOfText)
    #expect(opened.endOfText == [tiny.tokenizer.endOfText])
    let tokens = tiny.tokenizer.encode(text)
    #expect(try bits(file, tokens) == bits(tiny.folder, tokens))
    _ = try ModelConversion(file, to: tiny["back"], .float32, arithmetic: machine)
    #expect(try bits(tiny["back"], tokens) == bits(tiny.folder, tokens))
    for (key, value) in [("bos", UInt32(9999)), ("eos", 400)] {
      var draft = GGUFDraft(copying: try TensorArchive(file).ggufMetadata)
      draft.set("tokenizer.ggml.\(key)_token_id", value)
      let writer = try GGUFWriter(to: tiny["bad.gguf"], metadata: draft, tensors: [])
      try writer.commit()
      let bad = try TensorArchive(tiny["bad.gguf"]).ggufMetadata
      let error = failure { _ = try Tokenizer(bad, file: "bad.gguf") }
      #expect(error?.code == .mismatch && error?.location?.field == "\(key)_token")
    }
  }
}
