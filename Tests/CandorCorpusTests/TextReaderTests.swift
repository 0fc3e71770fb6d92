import CandorCore
import CandorCorpus
import SystemPackage
import Testing

struct TextReaderTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func read(
    _ text: String, _ split: TextSplit, limits: ReadingLimits = ReadingLimits()
  ) throws -> [[String]] {
    let file = try folder.write("t.txt", text)
    let options = ReadingOptions(textSplit: split, limits: limits)
    return try DocumentSource([file], options: options).documents()
      .map { [$0.id, String(decoding: $0.text, as: UTF8.self)] }
  }

  @Test(
    "a file as one document keeps every byte",
    arguments: [
      "", "\n", "no end", "two\nlines\n", "\r\nmixed\nends\r\n\r", "\n\n\n", "a\0b",
    ])
  func wholeFile(text: String) throws {
    #expect(try read(text, .file) == [["t.txt#1", text]])
  }

  @Test("lines lose their endings, empty ones their place among the documents")
  func lines() throws {
    #expect(
      try read("one\r\n\ntwo\n\r\n three \r four", .line)
        == [["t.txt#1", "one"], ["t.txt#3", "two"], ["t.txt#5", " three \r four"]])
    #expect(try read("\n\n\r\n", .line) == [])
    #expect(try read("", .line) == [])
    #expect(try read("a\nb\n", .line) == [["t.txt#1", "a"], ["t.txt#2", "b"]])
  }

  @Test("paragraphs keep their inner line endings and are named after their first line")
  func paragraphs() throws {
    #expect(
      try read("\n \t\nfirst\r\nstill first\r\n\r\n\nsecond\n", .paragraph)
        == [["t.txt#3", "first\r\nstill first"], ["t.txt#7", "second"]])
    #expect(try read(" indented\n\tand\n", .paragraph) == [["t.txt#1", " indented\n\tand"]])
    #expect(try read("\n\n", .paragraph) == [])
  }

  @Test("a separator line parts documents and belongs to none; blank lines stay")
  func separators() throws {
    #expect(
      try read("a\n\nb\n<|end|>\n<|end|> note\nc <|end|>\n<|end|>", .separator("<|end|>"))
        == [["t.txt#1", "a\n\nb"], ["t.txt#6", "c <|end|>"]])
    #expect(try read("---\n\n---\nx", .separator("---")) == [["t.txt#4", "x"]])
  }

  @Test("a byte order mark is no part of the text, except where it does not belong")
  func byteOrderMark() throws {
    for split in [TextSplit.file, .line, .paragraph] {
      #expect(try read("\u{FEFF}a", split) == [["t.txt#1", "a"]])
    }
    #expect(try read("a\n\u{FEFF}b", .line)[1] == ["t.txt#2", "\u{FEFF}b"])
  }

  @Test(
    "bytes that are not UTF-8 are refused where they stand",
    arguments: [
      ([0x61, 0x0A, 0x62, 0xFF, 0x63], 3, 2),
      ([0xEF, 0xBB, 0xBF, 0x61, 0xC3], 4, 1),
      ([0x0A, 0x0A, 0xED, 0xA0, 0x80], 2, 3),
    ] as [([UInt8], Int, Int)])
  func invalidUTF8(bytes: [UInt8], byteOffset: Int, line: Int) throws {
    let file = try folder.write("bad.txt", bytes)
    for split in [TextSplit.file, .line, .paragraph] {
      let source = try DocumentSource([file], options: ReadingOptions(textSplit: split))
      let error = try refusal { _ = try source.documents() }
      #expect(error.code == .malformed)
      #expect(
        error.location == .init(file: file.string, byteOffset: byteOffset, line: line))
      #expect(error.hint != nil)
    }
  }

  @Test("a line or document beyond the limit is refused before it fills the memory")
  func longDocument() throws {
    let limits = ReadingLimits(documentBytes: 10)
    #expect(try read("0123456789\n0123456789", .line, limits: limits).count == 2)
    let line = try refusal { _ = try read("a\n01234567890", .line, limits: limits) }
    #expect(line.code == .limitExceeded && line.location?.line == 2)
    let paragraph = try refusal { _ = try read("\n01234\n56789", .paragraph, limits: limits) }
    #expect(paragraph.code == .limitExceeded && paragraph.location?.line == 2)
  }

  @Test("a line longer than many chunks comes out whole")
  func hugeLine() throws {
    let long = String(repeating: "0123456789abcdef", count: 1 << 17)
    #expect(
      try read("a\n\(long)\nb", .line)
        == [["t.txt#1", "a"], ["t.txt#2", long], ["t.txt#3", "b"]])
  }
}
