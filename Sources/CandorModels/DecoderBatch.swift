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

  /// Tokens that continue a window of `past` positions whose keys and values are kept.
  public init(tokens: [Int32], after past: Int) {
    precondition(!tokens.isEmpty)
    self.tokens = tokens
    positions = (past..<(past + tokens.count)).map { Int32($0) }
    windows = [
      AttentionWindow(queryStart: 0, keyStart: 0, count: past + tokens.count, first: past)
    ]
  }

  /// Rows of keys and values that stand before this batch's own.
  var keptRows: Int { windows.first?.first ?? 0 }
}
