import CandorCore
import CandorTensors
import SystemPackage
import Testing

@testable import CandorModels

@Suite("Prompt caches")
struct PromptCacheTests {
  private let options = GenerationOptions(
    sampling: .init(temperature: 1, seed: 4), maximumTokens: 6, logitDigest: true)

  /// A model, and a place for its cache.
  private final class Place {
    let tiny: TinyModel
    let model: LanguageModel
    let digest: Digest
    var path: FilePath { tiny.folder.appending("cache") }

    init(_ tiny: TinyModel? = nil) throws {
      self.tiny = try tiny ?? TinyModel()
      model = try self.tiny.open(threads: 2)
      digest = try LanguageModel.digest(
        of: self.tiny.folder, arithmetic: model.decoder.arithmetic)
    }

    func cache() throws -> PromptCache {
      try PromptCache(path, of: model.decoder, model: digest)
    }
  }

  private func refusal(_ place: Place) -> CandorError? {
    #expect(throws: CandorError.self) { try place.cache() }
  }

  @Test(
    "what is read back gives the logits that are computed without it",
    arguments: ["the key", "the key of the garden gate", "the", "Anna", "the kex"])
  func equalBits(prompt: String) throws {
    let place = try Place()
    let model = place.model
    let first = try model.generate(
      prompt: "the key of the garden", options: options, cache: place.cache())
    #expect(first.cachedTokens == 0)
    let kept = try place.cache().tokens
    let ids = try model.tokens(of: prompt)
    let common = zip(ids.dropLast(), kept).prefix { $0 == $1 }.count
    let with = try model.generate(prompt: prompt, options: options, cache: place.cache())
    let without = try model.generate(prompt: prompt, options: options)
    #expect(with.logitDigest == without.logitDigest && with.tokens == without.tokens)
    #expect(with.cachedTokens == common && without.cachedTokens == 0)
    #expect(common > 0)
  }

  @Test("a file holds what was read last, and is kept where it holds that already")
  func replaced() throws {
    let place = try Place()
    let model = place.model
    let long = try model.generate(prompt: "the key of", options: options, cache: place.cache())
    let kept = try place.cache().tokens
    #expect(kept == (try model.tokens(of: "the key of")) + long.tokens.dropLast())
    let none = GenerationOptions(maximumTokens: 0)
    _ = try model.generate(prompt: "the key", options: none, cache: place.cache())
    #expect(try place.cache().tokens == kept)
    _ = try model.generate(prompt: "Anna", options: none, cache: place.cache())
    #expect(try place.cache().tokens == model.tokens(of: "Anna"))
  }

  @Test("a session with less room takes what fits")
  func room() throws {
    let place = try Place()
    let prompt = "the key of the garden"
    _ = try place.model.generate(prompt: prompt, options: options, cache: place.cache())
    let session = try DecoderSession(
      place.model.decoder, weights: place.model.weights, capacity: 3)
    try place.cache().restore(session)
    #expect(session.tokens == Array(try place.model.tokens(of: prompt).prefix(3)))
  }

  @Test("every byte of a file is looked at: a changed one is refused, with its place")
  func corrupted() throws {
    let place = try Place()
    _ = try place.model.generate(prompt: "the key", options: options, cache: place.cache())
    let whole = try FileSystem.read(place.path)
    let archive = try TensorArchive(place.path)
    for entry in archive.entries {
      for offset in [entry.range.lowerBound, entry.range.upperBound - 1] {
        var bytes = whole
        bytes[offset] ^= 1
        try AtomicFile.write(bytes, to: place.path)
        let error = refusal(place)
        #expect(error?.code == .malformed && error?.location?.field == entry.name)
        #expect(error?.location?.file == place.path.string)
      }
    }
    let header = archive.entries[0].range.lowerBound
    for offset in 0..<header where whole[offset] != UInt8(ascii: " ") {
      var bytes = whole
      bytes[offset] ^= 2
      try AtomicFile.write(bytes, to: place.path)
      #expect(refusal(place)?.location?.file == place.path.string)
    }
    for count in [0, 7, header - 1, header, whole.count - 1] {
      try AtomicFile.write(Array(whole.prefix(count)), to: place.path)
      #expect(refusal(place)?.code == .malformed)
    }
    try AtomicFile.write(whole, to: place.path)
    #expect(try !place.cache().tokens.isEmpty)
  }

  @Test("another model's file, and one that is no cache, are refused and left alone")
  func strangers() throws {
    let place = try Place()
    _ = try place.model.generate(prompt: "the key", options: options, cache: place.cache())
    try place.tiny.setField("rms_norm_eps", to: 1e-3)
    let other = try Place(place.tiny)
    #expect(other.digest != place.digest)
    let error = refusal(other)
    #expect(error?.code == .mismatch && error?.location?.field == "model")
    try FileSystem.remove(place.path)
    try AtomicFile.write(
      FileSystem.read(place.tiny[DecoderParameters.fileName]), to: place.path)
    let stranger = refusal(place)
    #expect(stranger?.code == .mismatch && stranger?.location?.field == "format")
    try AtomicFile.write(Array("notes that nobody wants to lose".utf8), to: place.path)
    #expect(refusal(place)?.code == .malformed)
  }

  @Test("keys that are values are kept once")
  func latent() throws {
    let family = try FamilyModel("deepseek_v3")
    let arithmetic = try Arithmetic(threads: 2)
    let configuration = try DecoderConfiguration(folder: family.folder)
    let weights = try WeightLoader(TensorArchive(family.folder), configuration, arithmetic).load()
    let decoder = Decoder(configuration, arithmetic: arithmetic)
    let path = family.folder.appending("cache")
    let session = try DecoderSession(decoder, weights: weights)
    try session.read(family.tokens)
    let digest = Digest(of: "model")
    try PromptCache(path, of: decoder, model: digest).save(session)
    let restored = try DecoderSession(decoder, weights: weights)
    try PromptCache(path, of: decoder, model: digest).restore(restored)
    #expect(restored.tokens == family.tokens)
    for session in [session, restored] {
      session.rewind(to: family.tokens.count - 1)
      try session.read([family.tokens[family.tokens.count - 1]])
    }
    #expect(session.lastBits == restored.lastBits)
  }
}
