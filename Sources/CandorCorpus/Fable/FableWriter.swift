/// Puts sentences down, and notes where questions end.
struct FableWriter {
  private(set) var text: [UInt8] = []
  private(set) var questions: [FableQuestion] = []

  mutating func write(_ words: String) { text.append(contentsOf: words.utf8) }

  mutating func ask(_ question: String, _ kind: FableQuestion.Kind, answer: String) {
    write(question)
    questions.append(FableQuestion(kind: kind, promptEnd: text.count, answer: answer))
    write(answer)
  }
}
