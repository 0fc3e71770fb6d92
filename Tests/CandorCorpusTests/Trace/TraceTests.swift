import CandorCore
import SystemPackage
import Testing

@testable import CandorCorpus

@Suite("Trace")
struct TraceTests {
  @Test("spans, occurrences and documents are those that a search through all documents finds")
  func search() throws {
    let documents = HardTexts.all.flatMap(\.documents)
    let folder = try TemporaryFolder()
    let index = try folder.index(documents, threads: 2, blockBytes: 10_000)
    let plain = PlainTrace(documents)
    var texts = [
      "", "!", "nowhere", "the the'n theory", "THE CAT", "w1 w2, w3", "a b c a b c a a b",
    ]
    texts += documents.indices.filter { $0 % 5 == 0 }.map { number in
      let (one, other) = (documents[number], documents[(number * 7 + 3) % documents.count])
      return String(one.suffix(40) + other.prefix(40)) + "\n" + String(one.prefix(30))
    }
    for text in texts {
      let trace = try index.trace(
        Array(text.utf8), options: .init(minimumWords: 1, spans: .max, examples: .max))
      let spans = trace.spans.sorted { $0.words.lowerBound < $1.words.lowerBound }
      let expected = plain.spans(of: TracedText(Array(text.utf8)))
      #expect(spans.map(\.words) == expected.map(\.words), "\(text)")
      #expect(spans.map(\.occurrences) == expected.map(\.places.count), "\(text)")
      #expect(spans.map { $0.examples.map(\.document) } == expected.map(\.documents), "\(text)")
      #expect(trace.spans.map(\.bits) == trace.spans.map(\.bits).sorted(by: >))
      #expect(trace.coveredWords == Set(expected.flatMap { Array($0.words) }).count)
    }
  }

  @Test("a span's place in the text and in its document is where its words stand")
  func places() throws {
    let documents = HardTexts.scripts + ["  \r\n tabs\tand \u{AD}so\u{AD}ft   hyphens ,commas\n"]
    let folder = try TemporaryFolder()
    let index = try folder.index(documents)
    for (number, document) in documents.enumerated() {
      let text = Array(("x  " + document).utf8)
      for (word, place) in TracedText(text).words.enumerated() {
        #expect(
          TokenText(String(decoding: text[place.original], as: UTF8.self)).bytes.dropLast()
            == TracedText(text).tokens[place.token], "word \(word) of \(document)")
      }
      let trace = try index.trace(
        Array(document.utf8), options: .init(minimumWords: 1, spans: .max, examples: .max))
      let example = try #require(
        trace.spans.first?.examples.first { $0.document == "\(number)" })
      let span = try #require(trace.spans.first)
      #expect(example.offset == span.bytes.lowerBound)
    }
  }

  @Test("a word that only begins another is not found")
  func wholeWords() throws {
    let folder = try TemporaryFolder()
    let index = try folder.index(["the cathedral", "the cat, and", "a dog’s life"])
    func spans(_ text: String) throws -> [String] {
      let trace = try index.trace(Array(text.utf8), options: .init(minimumWords: 1))
      return trace.spans.sorted { $0.words.lowerBound < $1.words.lowerBound }.map {
        trace.text(of: $0)
      }
    }
    #expect(try spans("the cathed") == ["the"])
    #expect(try spans("the cat") == ["the cat"])
    #expect(try spans("the cat and") == ["the cat", "and"])
    #expect(try spans("dog") == [])
    #expect(try spans("“a dog’s”") == ["a dog’s"])
  }

  @Test("what chance explains follows from the words' frequencies")
  func chance() throws {
    let folder = try TemporaryFolder()
    // 64 words, of which each fourth: 64 · (1/4)³ = 1.
    let index = try folder.index([HardTexts.words("a b c d", 16)])
    func chance(_ text: String) throws -> Int { try index.trace(Array(text.utf8)).chanceWords }
    #expect(try chance("a a a a") == 3)
    #expect(try chance("a a a") == 3)
    #expect(try chance("a a") == 2)
    #expect(try chance("unknown a unknown") == 1)
    #expect(try chance("unknown") == 0)
    #expect(try index.trace(Array("d c b a b c d a".utf8)).spans.first?.bits == 10)
  }

  @Test("removed documents are passed over, also by an index that is opened again")
  func removal() throws {
    let documents = ["the cat sat down", "the cat sat here", "the cat sat down", "a dog"]
    let folder = try TemporaryFolder()
    var index = try folder.index(documents)
    func spans(_ index: SuffixIndex) throws -> [String] {
      try index.trace(Array("the cat sat down".utf8), options: .init(minimumWords: 1)).spans
        .map { "\($0.words) \($0.occurrences) \($0.examples.map(\.document))" }
    }
    #expect(try spans(index) == [#"0..<4 2 ["0", "2"]"#])
    #expect(try index.remove(["2"]) == 1)
    #expect(try spans(SuffixIndex(index.folder)) == [#"0..<4 1 ["0"]"#])
    #expect(try refusal { _ = try index.remove(["0", "none"]) }.code == .notFound)
    #expect(try index.remove(["0", "2"]) == 1)
    #expect(try spans(SuffixIndex(index.folder)) == [#"0..<3 1 ["1"]"#])

    let list = index.folder.appending(RemovedDocuments.fileName)
    let text = String(decoding: try FileSystem.read(list), as: UTF8.self)
    for (from, to) in [
      ("\"number\":2", "\"number\":3"), ("\"number\":0", "\"number\":4"),
      ("\"index\":\"", "\"index\":\"0"),
    ] {
      try AtomicFile.write(text.replacing(from, with: to), to: list)
      let error = try refusal { _ = try SuffixIndex(index.folder) }
      #expect(error.exitStatus == 65 && error.location?.file == list.string)
    }
  }

  @Test("logarithms have sixteen bits behind the point")
  func logarithms() {
    #expect((0..<63).allSatisfy { BinaryLogarithm.floor(1 << $0) == $0 << 16 })
    // floor(2¹⁶ log₂ n), from Python.
    let known = [3: 103_872, 10: 217_705, 1_000_003: 1_306_235, 123_456_789: 1_761_570]
    for (number, logarithm) in known { #expect(BinaryLogarithm.floor(number) == logarithm) }
  }
}

/// Traces by looking at every word of every document.
private struct PlainTrace {
  struct Span {
    var words: Range<Int>
    var places: [(document: Int, place: Int)]
    /// Their ids, each once.
    var documents: [String] {
      places.map(\.document).reduce(into: []) { if $0.last != "\($1)" { $0.append("\($1)") } }
    }
  }

  let tokens: [[UInt8]]
  let starts: [[Int]]

  init(_ documents: [String]) {
    tokens = documents.map { TokenText($0).bytes }
    starts = tokens.map { PlainIndex.words($0) }
  }

  func spans(of text: TracedText) -> [Span] {
    var spans: [Span] = []
    var end = 0
    for start in text.words.indices {
      var longest: Span?
      var places = starts.enumerated().flatMap { document, starts in starts.map { (document, $0) } }
      for last in start + 1..<text.words.count + 1 {
        let pattern = text.pattern(start..<last)
        let prefix = places.filter { tokens[$0.0][$0.1...].starts(with: pattern) }
        let whole = prefix.filter { tokens[$0.0][$0.1 + pattern.count] <= 0x20 }
        guard !whole.isEmpty else { break }
        longest = Span(words: start..<last, places: whole.map { ($0.0, $0.1) })
        places = prefix
      }
      if let longest, longest.words.upperBound > end {
        spans.append(longest)
        end = longest.words.upperBound
      }
    }
    return spans
  }
}
