import CandorCore
import SystemPackage
import Testing

@testable import CandorCorpus

struct RepeatsTests {
  /// All windows compared with all, word by word.
  private static func naive(_ documents: [[String]], _ minimum: Int) -> Repeats {
    var places: [[String]: [(document: Int, word: Int)]] = [:]
    for (number, words) in documents.enumerated() where words.count >= minimum {
      for start in 0...words.count - minimum {
        places[Array(words[start..<start + minimum]), default: []].append((number, start))
      }
    }
    var repeats = Repeats(minimumWords: minimum)
    for (number, words) in documents.enumerated() {
      func tally(_ isRepeated: ([(document: Int, word: Int)]) -> Bool) -> [Bool] {
        var covered = words.map { _ in false }
        for start in 0..<max(0, words.count - minimum + 1)
        where isRepeated(places[Array(words[start..<start + minimum])] ?? []) {
          for word in start..<start + minimum { covered[word] = true }
        }
        return covered
      }
      for isShared in [false, true] {
        let covered = tally { members in
          isShared ? Set(members.map(\.document)).count > 1 : members.count > 1
        }
        var part = Repeats.Tally()
        part.words = covered.count { $0 }
        part.documents = part.words > 0 ? 1 : 0
        for word in covered.indices where covered[word] && (word == 0 || !covered[word - 1]) {
          part.spans += 1
          guard isShared else { continue }
          let length = covered[word...].prefix { $0 }.count
          repeats.longest.append(
            .init(
              document: number,
              offset: words[..<word].reduce(0) { $0 + $1.utf8.count + 1 }, words: length))
        }
        if isShared { repeats.shared += part } else { repeats.anywhere += part }
      }
    }
    repeats.longest.sort { ($1.words, $0.document, $0.offset) < ($0.words, $1.document, $1.offset) }
    return repeats
  }

  private func index(_ documents: [[String]], in folder: TemporaryFolder) throws
    -> SuffixIndex
  {
    let path = folder.path.appending("index")
    var builder = try IndexBuilder(path, pool: WorkerPool(threads: 1), blockBytes: 1 << 20)
    for (number, words) in documents.enumerated() {
      try builder.add(Document(id: "d\(number)", text: Array(words.joined(separator: " ").utf8)))
    }
    _ = try builder.finish()
    return try SuffixIndex(path)
  }

  private func check(_ documents: [[String]], _ minimums: [Int]) throws {
    let folder = try TemporaryFolder()
    let index = try index(documents, in: folder)
    for minimum in minimums {
      let expected = Self.naive(documents, minimum)
      for threads in [1, 3] {
        #expect(
          try index.repeats(of: minimum, spans: .max, using: WorkerPool(threads: threads))
            == expected)
      }
      let few = try index.repeats(of: minimum, spans: 3, using: WorkerPool(threads: 1))
      #expect(few.longest == Array(expected.longest.prefix(3)))
    }
  }

  @Test("repeats are those of a comparison of all windows with all, on texts made to be hard")
  func adversarial() throws {
    var fibonacci = ["a", "b"]
    while fibonacci.count < 300 {
      fibonacci = fibonacci + fibonacci.prefix(fibonacci.count * 5 / 8)
    }
    let periodic = (0..<200).map { ["x", "yy", "zzz"][$0 % 3] }
    var state: UInt64 = 7
    let random = (0..<400).map { _ in
      state = state &* 6_364_136_223_846_793_005 &+ 1
      return ["o", "oo", "ooo"][Int(state >> 33) % 3]
    }
    try check(
      [
        fibonacci, periodic, random, random, [], ["x"], Array(random[50..<90]),
        Array(periodic[1..<60]), random + random, Array(repeating: "same", count: 100),
        Array(fibonacci[..<40]) + ["end"], ["слово"] + Array(random[..<20]),
      ], [1, 2, 3, 7, 20, 50, 150])
  }

  @Test("words differ that begin alike, and what stands between words counts")
  func borders() throws {
    let folder = try TemporaryFolder()
    let path = folder.path.appending("index")
    var builder = try IndexBuilder(path, pool: WorkerPool(threads: 1), blockBytes: 1 << 20)
    for (number, text) in [
      "one two three four", "one two threes", "one two, three four", "  one\n two\tthree four!",
      "two three four",
    ].enumerated() {
      try builder.add(Document(id: "d\(number)", text: Array(text.utf8)))
    }
    _ = try builder.finish()
    var index = try SuffixIndex(path)
    func repeats(_ minimum: Int) throws -> Repeats {
      try index.repeats(of: minimum, spans: 9, using: WorkerPool(threads: 1))
    }
    let four = try repeats(4)
    #expect(four.shared.words == 8 && four.shared.documents == 2)
    #expect(four.longest.map(\.document) == [0, 3] && four.longest.map(\.offset) == [0, 2])
    #expect(try repeats(3).shared.documents == 3)
    _ = try index.remove(["d3"])
    #expect(try repeats(4).anywhere.words == 0)
    #expect(try repeats(3).shared.documents == 2)
  }
}
