/// A `Pattern` as instructions for threads that run in parallel, in order of preference.
struct PatternProgram {
  static let longest = 1000

  enum Instruction {
    /// Consumes a character of the set.
    case consume(set: Int)
    /// Goes on if the next character is of the set (or the text ends).
    case check(set: Int, orEnd: Bool)
    /// Goes on in both places; the first is preferred.
    case fork(Int, Int)
    case match
  }

  private(set) var instructions: [Instruction] = []
  private(set) var sets: [ScalarSet] = []
  private var numbers: [ScalarSet: Int] = [:]

  /// nil if the pattern is too long.
  init?(_ pattern: Pattern) {
    guard append(pattern) else { return nil }
    instructions.append(.match)
  }

  private mutating func append(_ pattern: Pattern) -> Bool {
    guard instructions.count < Self.longest else { return false }
    switch pattern {
    case .set(let set): instructions.append(.consume(set: number(of: set)))
    case .next(let set, let orEnd): instructions.append(.check(set: number(of: set), orEnd: orEnd))
    case .sequence(let parts):
      for part in parts { guard append(part) else { return false } }
    case .choice(let parts): return append(choice: parts[...])
    case .repetition(let part, let least, let most, let isLazy):
      for _ in 0..<least { guard append(part) else { return false } }
      if most == Pattern.unbounded { return append(loop: part, isLazy: isLazy) }
      return append(optional: part, times: most - least, isLazy: isLazy)
    }
    return true
  }

  private mutating func append(choice parts: ArraySlice<Pattern>) -> Bool {
    var jumps: [Int] = []
    for (index, part) in zip(parts.indices, parts) {
      let fork = instructions.count
      let isLast = index == parts.endIndex - 1
      if !isLast { instructions.append(.fork(fork + 1, fork + 1)) }
      guard append(part) else { return false }
      guard !isLast else { continue }
      jumps.append(instructions.count)
      instructions.append(.match)  // a jump, once its target is known
      instructions[fork] = .fork(fork + 1, instructions.count)
    }
    for jump in jumps { instructions[jump] = .fork(instructions.count, instructions.count) }
    return true
  }

  private mutating func append(loop part: Pattern, isLazy: Bool) -> Bool {
    let fork = instructions.count
    instructions.append(.match)
    guard append(part) else { return false }
    instructions.append(.fork(fork, fork))
    setFork(fork, isLazy: isLazy)
    return true
  }

  private mutating func append(optional part: Pattern, times: Int, isLazy: Bool) -> Bool {
    var forks: [Int] = []
    for _ in 0..<times {
      forks.append(instructions.count)
      instructions.append(.match)
      guard append(part) else { return false }
    }
    for fork in forks { setFork(fork, isLazy: isLazy) }
    return true
  }

  /// Goes into the part that follows, or past the end of what there is by now.
  private mutating func setFork(_ fork: Int, isLazy: Bool) {
    let end = instructions.count
    instructions[fork] = isLazy ? .fork(end, fork + 1) : .fork(fork + 1, end)
  }

  private mutating func number(of set: ScalarSet) -> Int {
    if let number = numbers[set] { return number }
    numbers[set] = sets.count
    sets.append(set)
    return sets.count - 1
  }
}
