import CandorCore
import CandorCorpus
import CandorText
import Testing

@Suite("fable, the demo dataset")
struct FableTests {
  private let generator = FableGenerator(seed: 1)

  private func text(_ document: FableDocument) -> String {
    String(decoding: document.text, as: UTF8.self)
  }

  @Test("a document depends on seed, split and index alone")
  func purity() {
    let later = FableGenerator(seed: 1).document(17)
    _ = generator.document(3, split: .development)
    #expect(generator.document(17) == later)
    #expect(generator.document(17).text != FableGenerator(seed: 2).document(17).text)
    #expect(generator.document(17).text != generator.document(17, split: .heldOut).text)
  }

  @Test("stories are coherent and every answer follows", arguments: FableSplit.allCases)
  func coherence(split: FableSplit) {
    for index in UInt32(0)..<2000 {
      let story = text(generator.document(index, split: split))
      guard story.hasPrefix("Once") else { continue }
      let complaint = FableReader.complaint(about: story)
      #expect(complaint == nil, "\(complaint ?? ""): \(story)")
    }
  }

  @Test("a story with a wrong answer is noticed")
  func readerHasTeeth() {
    #expect(
      FableReader.complaint(
        about: "Once Anna was outside. Anna went uphill. Where is Anna? Anna is outside.") != nil)
    #expect(
      FableReader.complaint(about: "Once Anna was outside. Fox was outside. Fox stayed uphill.")
        != nil)
  }

  @Test("sums are right")
  func sums() {
    var seen = 0
    for index in UInt32(0)..<2000 {
      let document = generator.document(index)
      for question in document.questions where question.kind == .sum {
        let line =
          String(decoding: document.text[..<question.promptEnd], as: UTF8.self)
          .split(separator: "\n").last ?? ""
        let digits = line.compactMap(\.wholeNumberValue)
        let answer = question.answer.dropLast().reversed().compactMap(\.wholeNumberValue)
        #expect(digits.reduce(0, +) == answer.reduce(0) { $0 * 10 + $1 })
        seen += 1
      }
    }
    #expect(seen > 300)
  }

  @Test("the vocabulary is closed: no document needs a byte")
  func vocabulary() throws {
    let tokenizer = try Tokenizer(words: Fable.words)
    let words = Set(Fable.words.map { Array($0.utf8) })
    for index in UInt32(0)..<1000 {
      let document = generator.document(index)
      for id in tokenizer.encode(document.text) {
        #expect(words.contains(tokenizer.bytes(of: id) ?? []))
      }
      #expect(tokenizer.decode(tokenizer.encode(document.text)) == document.text)
    }
  }

  @Test("training never asks for a person where they are held out; combinations always do")
  func combinations() {
    func isHeldOut(_ answer: String) -> Bool {
      let words = answer.dropLast().split(separator: " ").map(String.init)
      guard words.count >= 3, words[words.count - 2] == "is",
        let name = Fable.names.firstIndex(of: words[words.count - 3]),
        let place = Fable.places.firstIndex(of: words[words.count - 1])
      else { return false }
      return Fable.isHeldOut(name: name, place: place)
    }
    for index in UInt32(0)..<3000 {
      #expect(!generator.document(index).questions.contains { isHeldOut($0.answer) })
      #expect(
        !generator.document(index, split: .heldOut).questions.contains { isHeldOut($0.answer) })
      let last = generator.document(index, split: .combinations).questions.last
      #expect(last.map { isHeldOut($0.answer) } == true)
    }
  }

  @Test("questions point at their place in the text, and the last answer ends it")
  func questions() {
    for index in UInt32(0)..<500 {
      let document = generator.document(index)
      for question in document.questions {
        let rest = document.text[question.promptEnd...]
        #expect(rest.starts(with: question.answer.utf8))
      }
      let last = document.questions.last
      #expect(last.map { $0.promptEnd + $0.answer.utf8.count } == document.text.count)
    }
  }

  @Test("different choices give different texts: frequencies agree with the stated entropy")
  func entropy() {
    // One document in forty is sums: eight problems of twenty, all equally likely.
    let sums = (UInt32(0)..<4000).map { generator.document($0) }.filter { $0.text.first == 66 }
    #expect((60...140).contains(sums.count))
    for document in sums {
      #expect(abs(document.entropy.bits - (8 * 4.321928094887363 + 5.321928094887363)) < 1e-9)
    }
    let stories = (UInt32(0)..<20_000).map { text(generator.document($0)) }
    #expect(Set(stories).count > 19_900)
  }

  @Test("the first thousand documents have the known digest")
  func golden() {
    let digest = DatasetDigest(
      of: (UInt32(0)..<1000).lazy.map {
        let document = generator.document($0)
        return Document(id: document.id, text: document.text)
      })
    #expect(digest.digest.hex == "bad88b8aed82f18100f7fbe06c0663160bbcef22767f27ae33ef57830dabf9da")
  }
}
