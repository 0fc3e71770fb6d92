import CandorTensors

/// The rows of one forward pass: tokens, their positions, and the windows that attend.
public struct DecoderBatch: Sendable {
  public let tokens: [Int32]
  public let positions: [Int32]
  public let windows: [AttentionWindow]

  public var rows: Int { tokens.count }

  /// Independent windows one after another; window lengths add up to the number of tokens.
  public init(tokens: [Int32], windowLengths: [Int]) {
    precondition(windowLengths.reduce(0, +) == tokens.count && windowLengths.allSatisfy { $0 > 0 })
    self.tokens = tokens
    var windows: [AttentionWindow] = []
    var positions: [Int32] = []
    positions.reserveCapacity(tokens.count)
    for count in windowLengths {
      let start = positions.count
      windows.append(AttentionWindow(queryStart: start, keyStart: start, count: count))
      positions.append(contentsOf: (0..<Int32(count)))
    }
    self.windows = windows
    self.positions = positions
  }

  /// Tokens that continue sequences, each of `past` positions whose keys and values are kept.
  public init(continuing sequences: [(tokens: [Int32], past: Int)]) {
    var (tokens, positions, windows) = ([Int32](), [Int32](), [AttentionWindow]())
    for sequence in sequences {
      precondition(!sequence.tokens.isEmpty)
      let (past, count) = (sequence.past, sequence.tokens.count)
      windows.append(
        AttentionWindow(queryStart: tokens.count, keyStart: 0, count: past + count, first: past))
      tokens += sequence.tokens
      positions += (past..<(past + count)).map { Int32($0) }
    }
    (self.tokens, self.positions, self.windows) = (tokens, positions, windows)
  }

  /// Whether every window begins in the batch.
  var isWhole: Bool { windows.allSatisfy { $0.first == 0 && $0.keyStart == $0.queryStart } }
}
