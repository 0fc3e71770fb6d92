/// Makes the documents of one seed.
public struct FableGenerator: Sendable {
  public let seed: UInt64

  public init(seed: UInt64) { self.seed = seed }

  /// Document `index` of a split: nineteen in twenty are stories, the rest sums (`combinations` has
  /// stories only). About a microsecond per draw, some thirty draws.
  public func document(_ index: UInt32, split: FableSplit = .training) -> FableDocument {
    var dice = FableDice(seed: seed, split: split, index: index)
    var writer = FableWriter()
    if split == .combinations {
      (dice, writer) = combination(index)
    } else if dice.oneIn(20) {
      FableSums.write(to: &writer, dice: &dice)
    } else {
      var story = FableStory(dice: dice, writer: writer)
      story.tell()
      story.askAnything()
      (dice, writer) = (story.dice, story.writer)
    }
    let number = String(index)
    let padding = String(repeating: "0", count: max(0, 6 - number.count))
    return FableDocument(
      id: split.prefix + padding + number, text: writer.text, questions: writer.questions,
      entropy: dice.entropy)
  }

  /// The first of a row of stories that comes to a question which training never asks.
  private func combination(_ index: UInt32) -> (FableDice, FableWriter) {
    var attempt: UInt32 = 0
    while true {
      var story = FableStory(
        dice: FableDice(seed: seed, split: .combinations, index: index, attempt: attempt),
        writer: FableWriter())
      story.tell()
      if story.askHeldOut() { return (story.dice, story.writer) }
      attempt += 1
    }
  }
}

extension FableSplit {
  fileprivate var prefix: String {
    switch self {
    case .training: "fable-"
    case .heldOut: "fable-held-out-"
    case .combinations: "fable-combinations-"
    }
  }
}
