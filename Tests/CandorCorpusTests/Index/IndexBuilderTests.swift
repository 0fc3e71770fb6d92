import CandorCore
import SystemPackage
import Testing

@testable import CandorCorpus

@Suite("Index builder")
struct IndexBuilderTests {
  private let documents = (0..<6).map { HardTexts.random(words: 300, letters: 30, seed: $0) }

  /// Gives the first four documents to a builder and drops it, as a killed process would.
  private func interrupt(_ folder: FilePath) throws {
    var builder = try IndexBuilder(folder, pool: WorkerPool(threads: 1), blockBytes: 1)
    for (number, text) in documents.prefix(4).enumerated() {
      try builder.add(Document(id: "\(number)", text: Array(text.utf8)))
    }
  }

  @Test("a build that was stopped goes on from its sorted blocks and ends in the same bytes")
  func resumes() throws {
    let folder = try TemporaryFolder()
    let whole = try folder.index(documents, name: "whole")
    let path = folder.path.appending("stopped")
    try interrupt(path)
    #expect(throws: CandorError.self) { _ = try SuffixIndex(path) }
    #expect(try folder.index(documents, name: "stopped", blockBytes: 1).manifest == whole.manifest)
    #expect(
      try FileSystem.list(path) == (IndexFile.allCases.map(\.rawValue) + ["index.json"]).sorted())
  }

  @Test("a sorted block is used again only for the text it was made of")
  func binding() throws {
    let folder = try TemporaryFolder()
    let whole = try folder.index(documents, name: "whole")
    for (name, offset, isUsed) in [
      ("order", 56, true), ("digest", 16, false), ("length", -1, false),
    ] {
      let path = folder.path.appending(name)
      try interrupt(path)
      let block = path.appending(".candor").appending("block-2")
      var bytes = try FileSystem.read(block)
      if offset < 0 { bytes.removeLast() } else { bytes[offset] ^= 0x40 }
      try AtomicFile.write(bytes, to: block)
      let index = try folder.index(documents, name: name, blockBytes: 1)
      #expect((index.manifest != whole.manifest) == isUsed, "\(name)")
    }
  }

  @Test("a finished index is not replaced, and one build works in a folder at a time")
  func refusals() throws {
    let folder = try TemporaryFolder()
    _ = try folder.index(documents)
    #expect(try refusal { _ = try folder.index(documents) }.code == .usage)
    let pool = try WorkerPool(threads: 1)
    let builder = try IndexBuilder(folder.path.appending("busy"), pool: pool)
    let error = try refusal { _ = try IndexBuilder(folder.path.appending("busy"), pool: pool) }
    #expect(error.code == .inputOutput)
    _ = try builder.finish()
  }

  @Test("the index names its dataset by the digest of the documents")
  func dataset() throws {
    let folder = try TemporaryFolder()
    let list = documents.enumerated().map {
      Document(id: "\($0.offset)", text: Array($0.element.utf8))
    }
    let index = try folder.index(documents)
    #expect(index.manifest.dataset == DatasetDigest(of: list).digest)
    #expect(index.manifest.documents == 6)
    #expect(try (0..<6).map { try index.documents.id(of: $0) } == list.map(\.id))
  }
}
