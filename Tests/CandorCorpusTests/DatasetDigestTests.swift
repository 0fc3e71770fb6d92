import CandorCore
import CandorCorpus
import SystemPackage
import Testing

struct DatasetDigestTests {
  @Test("ids, texts and digest of a mixed folder equal those of an independent script")
  func oracle() throws {
    guard case .object(let golden) = try JSONValue.load(Fixture.path("dataset_digest.json")) else {
      throw CandorError(.malformed, "the golden file is not an object")
    }
    let source = try DocumentSource([Fixture.path("dataset")])
    #expect(try source.documents().map { .string($0.id) } == golden.array("ids"))
    let digest = try DatasetDigest(of: source)
    #expect(digest.digest.hex == (try golden.string("digest")))
    #expect(digest.textByteCount == (try golden.integer("textBytes")))
    #expect(try DatasetDigest(of: source.documents()) == digest)
  }

  @Test("the order, the ids, the texts and where one ends all count")
  func sensitivity() {
    let documents = [("a", "bc"), ("d", "e")].map { Document(id: $0.0, text: Array($0.1.utf8)) }
    let variants: [[(String, String)]] = [
      [("a", "bc"), ("d", "e")], [("d", "e"), ("a", "bc")], [("ab", "c"), ("d", "e")],
      [("a", "bc"), ("d", "f")], [("a", "bc")], [("a", "bcd"), ("", "e")], [],
      [("a", "bc"), ("d", "e"), ("", "")],
    ]
    let digests = variants.map { variant in
      DatasetDigest(of: variant.map { Document(id: $0.0, text: Array($0.1.utf8)) }).digest
    }
    #expect(Set(digests).count == variants.count)
    #expect(digests[0] == DatasetDigest(of: documents).digest)
  }

  @Test("a snapshot names the file that changed, grew or went during a run")
  func snapshot() throws {
    let folder = try TemporaryFolder()
    let first = try folder.write("a.txt", "first")
    let second = try folder.write("b.txt", "second")
    let snapshot = try SourceSnapshot(of: DocumentSource([folder.path]))
    #expect(snapshot.files.map(\.path) == [first, second])
    #expect(snapshot.files.map(\.byteCount) == [5, 6])
    #expect(snapshot.files[0].sha256 == Digest(of: "first"))
    try snapshot.verifyUnchanged()

    try folder.write("b.txt", "sEcond")
    let changed = try refusal { try snapshot.verifyUnchanged() }
    #expect(changed.code == .mismatch && changed.location?.file == second.string)
    #expect(changed.message.contains("SHA-256"))

    try folder.write("b.txt", "seconds")
    #expect(try refusal { try snapshot.verifyUnchanged() }.message.contains("7"))

    try folder.write("b.txt", "second")
    try snapshot.verifyUnchanged()
    try FileSystem.remove(first)
    let gone = try refusal { try snapshot.verifyUnchanged() }
    #expect(gone.code == .mismatch && gone.location?.file == first.string)
  }
}
