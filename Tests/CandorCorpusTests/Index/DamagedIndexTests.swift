import CandorCore
import SystemPackage
import Testing

@testable import CandorCorpus

@Suite("Damaged index")
struct DamagedIndexTests {
  private let text = Array("the cat, the dog’s life; 漢字 and w1 w2 w3 the theory".utf8)

  @Test("whatever bytes are changed, a trace ends with an answer or names the file")
  func mutations() throws {
    let folder = try TemporaryFolder()
    let index = try folder.index(
      HardTexts.scripts + ["the cat, the dog's life"] + HardTexts.all[9].documents)
    var refused = 0
    var seed: UInt64 = 1
    func draw(_ below: Int) -> Int {
      seed = seed &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(seed >> 33) % below
    }
    for name in IndexFile.allCases.map(\.rawValue) + [IndexManifest.fileName] {
      let path = index.folder.appending(name)
      let original = try FileSystem.read(path)
      for _ in 0..<60 where !original.isEmpty {
        var bytes = original
        for _ in 0...draw(6) {
          bytes[draw(bytes.count)] = [0, 0xFF, 0x20, 0x80, UInt8(draw(256))][draw(5)]
        }
        try overwrite(path, bytes)
        do {
          _ = try SuffixIndex(index.folder).trace(text, options: .init(minimumWords: 1))
        } catch let error as CandorError {
          #expect(error.exitStatus == 65 && error.location?.file != nil, "\(name): \(error)")
          refused += 1
        }
      }
      try AtomicFile.write(original, to: path)
    }
    #expect(refused > 20)
    #expect(try SuffixIndex(index.folder).trace(text).words > 0)
  }

  /// Writes in place, which is faster than writing safely.
  private func overwrite(_ path: FilePath, _ bytes: [UInt8]) throws {
    let file = try FileDescriptor.open(path, .writeOnly, options: .truncate)
    try file.closeAfter { _ = try file.writeAll(bytes) }
  }

  @Test("a file that is cut short, longer or gone is refused")
  func sizes() throws {
    let folder = try TemporaryFolder()
    let index = try folder.index(["the cat", "the dog"])
    for name in IndexFile.allCases {
      let path = name.path(in: index.folder)
      let original = try FileSystem.read(path)
      for bytes in [original.dropLast(), original + [0]] where bytes.count != original.count {
        try AtomicFile.write(Array(bytes), to: path)
        let error = try refusal { _ = try SuffixIndex(index.folder) }
        #expect(error.code == .malformed && error.location?.file == path.string)
      }
      try FileSystem.remove(path)
      #expect(try refusal { _ = try SuffixIndex(index.folder) }.exitStatus == 66)
      try AtomicFile.write(original, to: path)
    }
  }

  @Test("a changed byte anywhere is found by comparing digests")
  func digests() throws {
    let folder = try TemporaryFolder()
    let index = try folder.index(["the cat  sat", "the dog"])
    try index.verify()
    for name in IndexFile.allCases {
      let path = name.path(in: index.folder)
      let original = try FileSystem.read(path)
      var bytes = original
      bytes[bytes.count / 2] ^= 1
      try AtomicFile.write(bytes, to: path)
      let error = try refusal { try SuffixIndex(index.folder).verify() }
      #expect(error.code == .mismatch && error.location?.file == path.string)
      try AtomicFile.write(original, to: path)
    }
  }

  @Test("numbers in the manifest that do not fit each other are refused by name")
  func manifest() throws {
    let folder = try TemporaryFolder()
    let index = try folder.index(["the cat", "the dog"])
    let path = index.folder.appending(IndexManifest.fileName)
    let original = String(decoding: try FileSystem.read(path), as: UTF8.self)
    for (from, to, field) in [
      ("\"words\":4", "\"words\":5", "files.suffixes.bytes"),
      ("\"words\":4", "\"words\":4611686018427387904", "files.suffixes.bytes"),
      ("\"words\":4", "\"words\":-1", "words"),
      ("\"documents\":2", "\"documents\":3", "files.documents.bytes"),
      ("\"sha256\":\"", "\"sha256\":\"X", "sha256"),
    ] {
      let changed = original.replacing(from, with: to)
      #expect(changed != original)
      try AtomicFile.write(changed, to: path)
      let error = try refusal { _ = try SuffixIndex(index.folder) }
      #expect(error.code == .malformed && error.location?.field == field, "\(error)")
    }
  }
}
