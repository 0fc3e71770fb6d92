import CandorCorpus

/// Reads a story back from its text alone, by rules written down a second time: who is where, who
/// follows whom, and what every answer must be. Nil from `complaint` means that the story is coherent.
struct FableReader {
  private static let animals: Set = ["Fox", "Crow", "Cat", "Hen"]
  private var place: [String: String] = [:]
  private var following: [String: String] = [:]
  private var staying: [String: String] = [:]

  /// The first thing that is wrong with a story, or nil.
  static func complaint(about text: String) -> String? {
    var reader = FableReader()
    var sentences: [[String]] = []
    var words: [String] = []
    for word in text.replacing("\n", with: " ").split(separator: " ").map(String.init) {
      words.append(word)
      if word.last == "." || word.last == "?" {
        words[words.count - 1].removeLast()
        sentences.append(words + [String(word.suffix(1))])
        words = []
      }
    }
    guard words.isEmpty, !sentences.isEmpty else { return "it does not end with a sentence" }
    if sentences[0].first == "Once" { sentences[0].removeFirst() }
    var index = 0
    while index < sentences.count {
      let sentence = sentences[index]
      if sentence.last == "?" {
        let answers = reader.answers(to: sentence.dropLast())
        for answer in answers {
          index += 1
          guard index < sentences.count, sentences[index].dropLast().elementsEqual(answer) else {
            return "`\(sentence)` is not answered by `\(answer)`"
          }
        }
        if answers.isEmpty { return "`\(sentence)` has no answer" }
      } else if !reader.follow(Array(sentence.dropLast())) {
        return "`\(sentence)` cannot happen"
      }
      index += 1
    }
    return nil
  }

  private mutating func follow(_ words: [String]) -> Bool {
    guard words.count == 3 else { return false }
    let (subject, value) = (words[0], words[2])
    switch words[1] {
    case "was":
      guard whereabouts(subject) == nil else { return false }
      if Self.animals.contains(subject) {
        guard place.values.contains(value) else { return false }
        staying[subject] = value
      } else {
        guard !place.values.contains(value) else { return false }
        place[subject] = value
      }
    case "went":
      guard let before = place[subject], before != value else { return false }
      place[subject] = value
    case "followed":
      guard Self.animals.contains(subject), let here = place[value],
        !following.values.contains(value)
      else { return false }
      // An animal that the story does not know yet may appear beside anyone.
      guard whereabouts(subject) ?? here == here else { return false }
      staying[subject] = nil
      following[subject] = value
    case "stayed":
      guard following[subject] != nil, whereabouts(subject) == value else { return false }
      following[subject] = nil
      staying[subject] = value
    default: return false
    }
    return true
  }

  private func whereabouts(_ subject: String) -> String? {
    place[subject] ?? staying[subject] ?? following[subject].flatMap { place[$0] }
  }

  private func answers(to question: ArraySlice<String>) -> [[String]] {
    let words = Array(question)
    guard words.count == 3, words.prefix(2) == ["Where", "is"], let spot = whereabouts(words[2])
    else { return [] }
    guard let leader = following[words[2]] else { return [[words[2], "is", spot]] }
    return [[words[2], "follows", leader], [leader, "is", spot]]
  }
}
