import CandorCore
import CandorCorpus
import SystemPackage
import Testing

/// The file comes from Tests/Oracles/parquet_files.py.
struct ParquetReaderTests {
  private static let file = Fixture.folder.removingLastComponent()
    .appending("parquet").appending("people.parquet")

  @Test("a row is a document, named by its number, or by a column")
  func rows() throws {
    let documents = try DocumentSource([Self.file]).documents()
    #expect(documents.count == 6 && documents[1].id == "people.parquet#2")
    #expect(documents[1].text == Array("write to ann@example.com".utf8))
    var options = ReadingOptions()
    options.fields.id = "text"
    let ids = try DocumentSource([Self.file], options: options).documents().map(\.id)
    #expect(ids[3] == "a list")
  }

  @Test(
    "a column that is not there or holds no texts, nulls and damage are refused with their place")
  func refusals() throws {
    var options = ReadingOptions()
    for name in ["words", "phone", "replies"] {
      options.fields.text = name
      let error = try refusal { _ = try DocumentSource([Self.file], options: options).documents() }
      #expect(error.code == .malformed && error.location?.field == name)
      #expect(error.hint?.contains("`text`") == true)
    }
    options.fields.text = "image"
    let null = try refusal { _ = try DocumentSource([Self.file], options: options).documents() }
    #expect(null.code == .malformed && null.location?.line == 2)
    let folder = try TemporaryFolder()
    let bytes = try FileSystem.read(Self.file)
    let cut = try folder.write("a.parquet", Array(bytes.dropLast(100)))
    #expect(try refusal { _ = try DocumentSource([cut]).documents() }.code == .malformed)
  }
}
