import CandorCore
import SystemPackage
import Testing

@testable import CandorCorpus

@Suite("Suffix index")
struct SuffixIndexTests {
  @Test(
    "the order of suffixes is that of comparing them byte by byte",
    arguments: HardTexts.all.map(\.name))
  func order(name: String) throws {
    let documents = try #require(HardTexts.all.first { $0.name == name }).documents
    let plain = PlainIndex(documents)
    let folder = try TemporaryFolder()
    for (number, size) in [1 << 20, 1, 700].enumerated() {
      let index = try folder.index(documents, name: "\(number)", threads: 2, blockBytes: size)
      #expect(index.text.array(0..<index.text.count) == plain.text)
      #expect(try (0..<index.count).map { try index.place($0) } == plain.places)
    }
  }

  @Test("copies of more than 100,000 bytes are in the order of their ends and places")
  func longCopies() throws {
    let documents = HardTexts.longCopies
    let folder = try TemporaryFolder()
    let whole = try folder.index(documents, name: "whole")
    let parts = try folder.index(documents, name: "parts", threads: 2, blockBytes: 1)
    #expect(whole.text.count > 400_000)
    #expect(whole.manifest == parts.manifest)
    // Neighbours, compared without any memory of earlier comparisons.
    for rank in 1..<whole.count {
      var order = SuffixOrder()
      let (one, other) = (try whole.place(rank - 1), try whole.place(rank))
      guard order.precedes(one, other, in: whole.text.bytes) else {
        Issue.record("ranks \(rank - 1) and \(rank)")
        break
      }
    }
  }

  @Test("the same documents give the same bytes with any threads and any blocks")
  func determinism() throws {
    let documents = HardTexts.all.flatMap(\.documents)
    let folder = try TemporaryFolder()
    let first = try folder.index(documents, name: "first")
    for (threads, size) in [(1, 1), (3, 999), (8, 5000), (2, 20_000)] {
      let other = try folder.index(
        documents, name: "\(threads)-\(size)", threads: threads, blockBytes: size)
      #expect(other.manifest == first.manifest)
      try other.verify()
    }
  }

  @Test("a rank is the number of suffixes before a pattern")
  func ranks() throws {
    let documents = HardTexts.all.flatMap(\.documents)
    let plain = PlainIndex(documents)
    let folder = try TemporaryFolder()
    let index = try folder.index(documents)
    for place in plain.places.indices.filter({ $0 % 37 == 0 }).map({ plain.places[$0] }) {
      for length in [1, 2, 5, 15, 16, 17, 40] {
        var pattern = Array(plain.text[place...].prefix(length).prefix { $0 != 0 })
        for _ in 0..<2 {
          let smaller = plain.places.filter { plain.text[$0...].precedes(pattern) }.count
          #expect(try index.rank(of: pattern.span) == smaller)
          pattern[pattern.count - 1] += 1
        }
      }
    }
  }
}

extension ArraySlice<UInt8> {
  /// Whether these bytes up to the document's end come before `pattern`.
  fileprivate func precedes(_ pattern: [UInt8]) -> Bool {
    for (own, other) in zip(self, pattern) where own != other || own == 0 { return own < other }
    return false
  }
}
