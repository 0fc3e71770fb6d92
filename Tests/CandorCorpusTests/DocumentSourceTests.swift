import CandorCore
import CandorCorpus
import SystemPackage
import Testing

struct DocumentSourceTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  @Test("a folder's files are sorted by the bytes of their paths, whatever their depth")
  func order() throws {
    for name in ["b.txt", "a/z.txt", "a.txt", "a/b/c.txt", "B.txt", "é.txt", ".git/x", "a-.txt"] {
      try folder.write(name, name)
    }
    #expect(
      try DocumentSource([folder.path]).documents().map(\.id) == [
        "B.txt#1", "a-.txt#1", "a.txt#1", "a/b/c.txt#1", "a/z.txt#1", "b.txt#1", "é.txt#1",
      ])
  }

  @Test("files named one by one keep their order")
  func namedOrder() throws {
    let paths = [try folder.write("b.txt", "b"), try folder.write("a.jsonl", #"{"text":"a"}"#)]
    #expect(try DocumentSource(paths).documents().map(\.id) == ["b.txt#1", "a.jsonl#1"])
  }

  @Test("a file of an unknown kind is refused, not skipped")
  func unknownKind() throws {
    try folder.write("a.txt", "a")
    for name in ["table.orc", "README", "x.jsonl.lz4", "archive.gz"] {
      let path = try folder.write(name, "")
      let error = try refusal { _ = try DocumentSource([folder.path]) }
      #expect(error.code == .unsupported && error.location?.file == path.string)
      try FileSystem.remove(path)
    }
  }

  @Test("missing paths and empty folders are not found")
  func missing() throws {
    #expect(try refusal { _ = try DocumentSource(["/no/such/file.txt"]) }.code == .notFound)
    #expect(try refusal { _ = try DocumentSource([folder.path]) }.code == .notFound)
  }

  @Test("files whose documents would share ids are refused")
  func sharedNames() throws {
    let first = try folder.write("a/x.txt", "1")
    let second = try folder.write("b/x.txt", "2")
    #expect(try refusal { _ = try DocumentSource([first, second]) }.code == .usage)
    #expect(try DocumentSource([folder.path]).documents().count == 2)
    try folder.write("a/x.txt.gz", "")
    #expect(try refusal { _ = try DocumentSource([folder.path]) }.code == .usage)
  }
}
