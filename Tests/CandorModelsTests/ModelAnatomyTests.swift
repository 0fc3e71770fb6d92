import CandorCore
import CandorTensors
import SystemPackage
import Testing

@testable import CandorModels

struct ModelAnatomyTests {
  private static let root = (0..<3).reduce(FilePath(#filePath)) { path, _ in
    path.removingLastComponent()
  }

  @Test("the demo's headers give its parameters, formats and memory")
  func demo() throws {
    let anatomy = try ModelAnatomy(Self.root.appending("Releases").appending("fable"), context: 100)
    #expect(anatomy.architecture == "llama")
    #expect(anatomy.obstacle == nil)
    #expect(anatomy.memory?.parameters == anatomy.numbers)
    #expect(anatomy.shares.map(\.format) == [.float32])
    #expect(anatomy.bytes == 4 * anatomy.numbers)
    #expect(anatomy.tiedEmbeddings == anatomy.configuration?.tiedEmbeddings)
    #expect(anatomy.tensors.count == anatomy.shares[0].tensors)
    let configuration = try #require(anatomy.configuration)
    let cache = KeyValueCache.byteCount(configuration, positions: 100, atOnce: 1)
    #expect(anatomy.memory.map { Int128($0.cache) } == cache)
  }

  @Test("what cannot be computed here is listed all the same, with the reason")
  func unknown() throws {
    let gallery = Self.root.appending("Tests").appending("Fixtures").appending("gallery")
    let pythia = try ModelAnatomy(gallery.appending("pythia").appending("model"))
    #expect(pythia.obstacle?.contains("gpt_neox") == true)
    #expect(pythia.memory == nil)
    #expect(pythia.files == 3)
    #expect(pythia.tensors.count == 6)
    let file = try ModelAnatomy(
      Self.root.appending("Tests").appending("Fixtures").appending("formats").appending(
        "example.gguf"))
    #expect(file.obstacle != nil)
    #expect(file.shares.reduce(0) { $0 + $1.tensors } == file.tensors.count)
  }
}
