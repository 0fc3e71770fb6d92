import CandorCorpus

/// Reads a story back from its text alone, by rules written down a second time: who is where, who has
/// what, and what every answer must be. Nil from `check` means that the story is coherent.
struct FableReader {
  private var place: [String: String] = [:]
  private var held: [String: String] = [:]
  private var lying: [String: String] = [:]

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
    switch (words.count, words.count > 1 ? words[1] : "") {
    case (3, "was"):
      guard place[words[0]] == nil, !place.values.contains(words[2]) else { return false }
      place[words[0]] = words[2]
    case (3, "had"):
      guard place[words[0]] != nil, held[words[0]] == nil else { return false }
      held[words[0]] = words[2]
    case (4, "was") where words[0] == "There":
      guard place.values.contains(words[3]) else { return false }
      lying[words[2]] = words[3]
    case (3, "went"):
      guard let before = place[words[0]], before != words[2] else { return false }
      place[words[0]] = words[2]
    case (3, "took"):
      guard held[words[0]] == nil, lying[words[2]] == place[words[0]] else { return false }
      lying[words[2]] = nil
      held[words[0]] = words[2]
    case (4, "dropped"):
      guard held[words[0]] == words[2], place[words[0]] == words[3] else { return false }
      held[words[0]] = nil
      lying[words[2]] = words[3]
    case (5, "got") where words[3] == "from":
      guard held[words[4]] == words[2], held[words[0]] == nil, words[0] != words[4],
        place[words[0]] == place[words[4]]
      else { return false }
      held[words[4]] = nil
      held[words[0]] = words[2]
    default: return false
    }
    return true
  }

  private func answers(to question: ArraySlice<String>) -> [[String]] {
    let words = Array(question)
    switch words.prefix(2) {
    case ["Where", "is"]:
      if let place = place[words[2]] { return [[words[2], "is", place]] }
      if let place = lying[words[2]] { return [["There", "is", words[2], place]] }
      guard let holder = held.first(where: { $0.value == words[2] })?.key,
        let place = place[holder]
      else { return [] }
      return [[holder, "has", words[2]], [holder, "is", place]]
    case ["What", "does"]:
      return held[words[2]].map { [[words[2], "has", $0]] } ?? []
    case ["Who", "has"]:
      return held.first { $0.value == words[2] }.map { [[$0.key, "has", words[2]]] } ?? []
    default: return []
    }
  }
}
