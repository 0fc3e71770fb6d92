/// Lets text pass until a stop string begins, holding back what may be the beginning of one.
struct StopScanner {
  private let stops: [[UInt8]]
  private var held: [UInt8] = []
  private(set) var isStopped = false

  init(_ stops: [String]) {
    self.stops = stops.map { Array($0.utf8) }.filter { !$0.isEmpty }
  }

  /// What may be shown now that `piece` has come; after a stop, nothing more.
  mutating func pass(_ piece: String) -> String {
    guard !isStopped else { return "" }
    held += Array(piece.utf8)
    for start in held.indices {
      let rest = held[start...]
      if stops.contains(where: { rest.starts(with: $0) }) {
        isStopped = true
        return take(start)
      }
      if stops.contains(where: { $0.starts(with: rest) }) { return take(start) }
    }
    return take(held.count)
  }

  /// What was held back, when no more text comes.
  mutating func flush() -> String { isStopped ? "" : take(held.count) }

  /// A stop string begins with a character, so the cut is between characters.
  private mutating func take(_ count: Int) -> String {
    defer { held.removeFirst(count) }
    return String(decoding: held[..<count], as: UTF8.self)
  }
}
