import CandorCore

/// A pattern made ready: where a match that starts here ends, by one table look-up a character.
///
/// The table is that of a deterministic automaton over character classes. Its states are lists of
/// threads in order of preference (as in Rob Pike's matcher), so the match is the one that a
/// backtracking engine finds, without its bad cases. A match is known one character late: that is
/// how one character of lookahead comes for free.
struct PatternScanner: Sendable {
  private static let mostStates = 1000

  private let classes: CharacterClasses
  /// Indexed by state · (classes + 1) + class; the last class is the end of the text. The lowest bit
  /// says that a match ends before this character; state 0 leads nowhere.
  private let transitions: [UInt16]
  private let firstState: Int

  /// - Throws: `unsupported` for a pattern that cannot be read or is too large.
  init(_ source: String) throws {
    try self.init(PatternParser.parse(source), source: source)
  }

  /// - Parameter source: how errors name the pattern.
  init(_ pattern: Pattern, source: String) throws {
    guard let program = PatternProgram(pattern),
      let classes = CharacterClasses(partitionedBy: program.sets),
      let automaton = Automaton(program, classes, mostStates: Self.mostStates)
    else {
      throw CandorError(.unsupported, "the pattern `\(source)` is too large")
    }
    self.classes = classes
    transitions = automaton.transitions
    firstState = automaton.firstState
  }

  /// The end of the match that starts at `start`; nil if there is none, or only an empty one.
  @inline(__always)
  func endOfMatch(in text: Span<UInt8>, from start: Int, to limit: Int) -> Int? {
    let transitions = transitions.span
    let width = classes.count + 1
    var (state, position, end) = (firstState, start, start)
    while position < limit {
      let (kind, length) = classes.next(in: text, at: position)
      let transition = transitions[state &* width &+ kind]
      if transition & 1 != 0 { end = position }
      state = Int(transition >> 1)
      if state == 0 { return end > start ? end : nil }
      position += length
    }
    if transitions[state &* width &+ classes.count] & 1 != 0 { end = limit }
    return end > start ? end : nil
  }
}

/// The subset construction, from threads to states.
private struct Automaton {
  private(set) var transitions: [UInt16] = []
  let firstState: Int

  private let instructions: [PatternProgram.Instruction]
  private let classes: CharacterClasses
  private var numbers: [[Int]: Int] = [[]: 0]
  private var states: [[Int]] = [[]]

  /// nil if there would be more than `mostStates`.
  init?(_ program: PatternProgram, _ classes: CharacterClasses, mostStates: Int) {
    instructions = program.instructions
    self.classes = classes
    firstState = 1
    numbers[[0]] = 1
    states.append([0])
    var state = 0
    while state < states.count {
      for kind in 0...classes.count {
        let (threads, isMatch) = step(states[state], kind)
        let number = numbers[threads] ?? states.count
        if number == states.count {
          guard number < mostStates else { return nil }
          numbers[threads] = number
          states.append(threads)
        }
        transitions.append(UInt16(number << 1 | (isMatch ? 1 : 0)))
      }
      state += 1
    }
  }

  /// Where `threads` go on a character of class `kind` (or at the end of the text), and whether one
  /// of them matches before it; threads less preferred than that one are given up.
  private func step(_ threads: [Int], _ kind: Int) -> (threads: [Int], isMatch: Bool) {
    var visited = [Bool](repeating: false, count: instructions.count)
    var next: [Int] = []
    var stack: [Int] = threads.reversed()
    while let thread = stack.popLast() {
      guard !visited[thread] else { continue }
      visited[thread] = true
      switch instructions[thread] {
      case .match: return (next, true)
      case .fork(let first, let second):
        stack.append(second)
        stack.append(first)
      case .check(let set, let orEnd):
        if kind == classes.count ? orEnd : classes.members[kind][set] { stack.append(thread + 1) }
      case .consume(let set):
        guard kind < classes.count, classes.members[kind][set], !next.contains(thread + 1)
        else { continue }
        next.append(thread + 1)
      }
    }
    return (next, false)
  }
}
