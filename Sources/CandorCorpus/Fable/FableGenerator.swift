/// Makes the documents of one seed.
public struct FableGenerator: Sendable {
  public let seed: UInt64

  public init(seed: UInt64) { self.seed = seed }

  /// Document `index` of a split: 39 in forty are stories, the rest sums (`combinations` has
  /// stories only). About a microsecond per draw, some thirty draws.
  public func document(_ index: UInt32, split: FableSplit = .training) -> FableDocument {
    var dice = FableDice(seed: seed, split: split, index: index)
    var writer = FableWriter()
    if split != .combinations, dice.oneIn(40) {
      FableSums.write(to: &writer, dice: &dice)
    } else {
      var story = FableStory(dice: dice, writer: writer, meetsHeldOut: split == .combinations)
      story.tell()
      (dice, writer) = (story.dice, story.writer)
    }
    let number = String(index)
    let padding = String(repeating: "0", count: max(0, 6 - number.count))
    return FableDocument(
      id: split.prefix + padding + number, text: writer.text, questions: writer.questions,
      entropy: dice.entropy)
  }
}

extension FableSplit {
  fileprivate var prefix: String {
    switch self {
    case .training: "fable-"
    case .development: "fable-development-"
    case .combinations: "fable-combinations-"
    case .heldOut: "fable-held-out-"
    }
  }
}
