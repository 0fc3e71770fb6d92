import CandorCore
import CandorCorpus
import SystemPackage
import Testing

struct JSONLinesReaderTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func read(
    _ text: String, fields: JSONLinesFields = JSONLinesFields()
  ) throws -> [Document] {
    let file = try folder.write("r.jsonl", text)
    return try DocumentSource([file], options: ReadingOptions(fields: fields)).documents()
  }

  private func document(_ id: String, _ text: String) -> Document {
    Document(id: id, text: Array(text.utf8))
  }

  @Test("records are read whatever ends their lines, and blank lines count as lines only")
  func lineEndings() throws {
    let expected = [document("r.jsonl#1", "a"), document("x", "b"), document("7", "c")]
    for text in [
      #"{"text":"a"}"# + "\n" + #"{"id":"x","text":"b"}"# + "\n" + #"{"text":"c","id":7}"#,
      #"{"text":"a"}"# + "\r\n" + #" {"id":"x","text":"b"} "# + "\r\n" + #"{"text":"c","id":7}"#
        + "\n",
      "\u{FEFF}" + #"{"text":"a"}"# + "\n\r\n" + #"{"id":"x","text":"b"}"# + "\n  \n"
        + #"{"text":"c","id":7}"# + "\n\n",
    ] {
      #expect(try read(text) == expected)
    }
    #expect(try read(#"{"text":""}"#) == [document("r.jsonl#1", "")])
    #expect(try read("") == [])
    #expect(try read("\n" + #"{"text":"late"}"#) == [document("r.jsonl#2", "late")])
  }

  @Test("the names of the fields can be chosen")
  func fieldNames() throws {
    let fields = JSONLinesFields(text: "body", id: "key")
    #expect(
      try read(#"{"body":"b","key":"k","text":1,"id":null}"#, fields: fields)
        == [document("k", "b")])
  }

  @Test(
    "a line that is not a record is refused at its place, with a hint",
    arguments: [
      (#"{"text":"unclosed"#, "does not end", 8),
      (#"{"text":"a","text":"b"}"#, "twice", 12),
      (#"{"te\u0078t":"a","text":"b"}"#, "twice", 17),
      (#"{"text":"a"} {}"#, "follows", 13),
      (#"["text"]"#, "expected an object, found an array", 0),
      (#"{"txt":"a"}"#, "no such field", 0),
      (#"{"text":1}"#, "must be a string", 0),
      (#"{"text":null}"#, "must be a string", 0),
      (#"{"text":"a","id":null}"#, "a string or an integer", 0),
      (#"{"text":"a","id":1.5}"#, "a string or an integer", 0),
      (#"{"text":"\ud800"}"#, "surrogate", 9),
      ("{\"text\":\"a\tb\"}", "control character", 10),
      ("{\"text\":\"a\",}", "key", 12),
    ])
  func badLine(line: String, message: String, offset: Int) throws {
    let first = #"{"text":"fine"}"# + "\r\n"
    let error = try refusal { _ = try read(first + line + "\n" + first) }
    #expect(error.code == .malformed)
    #expect(error.message.contains(message), "\(error)")
    #expect(error.hint != nil)
    #expect(error.location?.file == folder.path.appending("r.jsonl").string)
    #expect(error.location?.line == 2)
    #expect(error.location?.byteOffset == first.utf8.count + offset)
  }

  @Test("text that is not UTF-8 is refused with line and byte offset")
  func invalidUTF8() throws {
    let good = Array(#"{"text":"fine"}"#.utf8) + [0x0A]
    let file = try folder.write("bad.jsonl", good + Array(#"{"text":""#.utf8) + [0xFF, 0x22, 0x7D])
    let error = try refusal { _ = try DocumentSource([file]).documents() }
    #expect(error.code == .malformed && error.location?.line == 2)
    #expect(try #require(error.location?.byteOffset) >= good.count)
  }

  @Test("nesting without end is refused, not followed")
  func deepNesting() throws {
    let error = try refusal {
      _ = try read(#"{"text":"a","x":"# + String(repeating: "[", count: 100_000))
    }
    #expect(error.code == .limitExceeded && error.location?.line == 1)
  }

  @Test("a record of many chunks comes out whole")
  func hugeRecord() throws {
    let text = String(repeating: "é and more ", count: 1 << 17)
    #expect(try read(#"{"text":"\#(text)"}"# + "\n") == [document("r.jsonl#1", text)])
  }
}
