/// What turns a piece of text into tokens: the `model` of a `tokenizer.json`.
///
/// Models are large and never change: classes, so that all threads share one without counting its parts.
enum TokenModel: Sendable {
  case bytePair(BytePairModel)
  case unigram(UnigramModel)
  case word(WordModel)
}
