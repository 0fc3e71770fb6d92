import CandorCore

/// Draws one choice after another from a document's own random numbers and keeps the account.
struct FableDice {
  private let stream: RandomStream
  private var draws: UInt32 = 0
  private(set) var entropy = FableEntropy()

  init(seed: UInt64, split: FableSplit, index: UInt32) {
    stream = RandomStream(
      seed: seed, purpose: .generator, stream: index, step: split.rawValue)
  }

  /// One of 0..<`options`, which is from 1 to 127, each equally likely.
  mutating func roll(_ options: Int) -> Int {
    entropy.add(over: options)
    return draw(options)
  }

  mutating func pick<Option>(_ options: [Option]) -> Option { options[roll(options.count)] }

  /// An option of a list that holds each one as many times as `weight` says.
  mutating func pick<Option>(_ options: [Option], weight: (Option) -> Int) -> Option {
    let option = options[draw(options.count)]
    entropy.add(probability: weight(option), over: options.count)
    return option
  }

  mutating func flip() -> Bool { roll(2) == 1 }

  /// True once in `options` times.
  mutating func oneIn(_ options: Int) -> Bool {
    let hit = draw(options) == 0
    entropy.add(probability: hit ? 1 : options - 1, over: options)
    return hit
  }

  private mutating func draw(_ options: Int) -> Int {
    defer { draws += 1 }
    return stream.integer(draws, below: UInt64(options))
  }
}
