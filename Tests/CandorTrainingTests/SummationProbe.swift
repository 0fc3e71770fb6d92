/// The order in which a sum of some terms is taken, as far as it can be seen from outside.
indirect enum SummationTree: Equatable, CustomStringConvertible {
  case term(Int)
  case sum(SummationTree, SummationTree)

  var firstTerm: Int {
    switch self {
    case .term(let index): index
    case .sum(let left, let right): min(left.firstTerm, right.firstTerm)
    }
  }

  /// Addition commutes, so the side with the lower first term is written first.
  static func adding(_ one: SummationTree, _ other: SummationTree) -> SummationTree {
    one.firstTerm < other.firstTerm ? .sum(one, other) : .sum(other, one)
  }

  /// ((0 + 1) + 2) + …
  static func chain(_ terms: [Int]) -> SummationTree? {
    guard let first = terms.first else { return nil }
    return terms.dropFirst().reduce(.term(first)) { .adding($0, .term($1)) }
  }

  /// Numerics 2: sixteen lanes, then 8 + 8, 4 + 4, 2 + 2, 1 + 1.
  static func sixteenLanes(_ count: Int) -> SummationTree? {
    var lanes = (0..<16).map { chain(Array(stride(from: $0, to: count, by: 16))) }
    while lanes.count > 1 {
      let half = lanes.count / 2
      lanes = (0..<half).map { adding(lanes[$0], lanes[$0 + half]) }
    }
    return lanes[0]
  }

  /// Numerics 9: neighbours in pairs, level by level; one without a partner rises as it is.
  static func balanced(_ count: Int) -> SummationTree? {
    var level: [SummationTree?] = (0..<count).map { .term($0) }
    while level.count > 1 {
      level = stride(from: 0, to: level.count, by: 2).map {
        $0 + 1 < level.count ? adding(level[$0], level[$0 + 1]) : level[$0]
      }
    }
    return level.first ?? nil
  }

  private static func adding(_ one: SummationTree?, _ other: SummationTree?) -> SummationTree? {
    guard let one, let other else { return one ?? other }
    return .adding(one, other)
  }

  var description: String {
    switch self {
    case .term(let index): "\(index)"
    case .sum(let left, let right): "(\(left) + \(right))"
    }
  }
}

/// Rebuilds the tree of a summation that can only be called (FPRev: Xie et al., 2024).
///
/// With 2^100 as term i, −2^100 as term j and ones elsewhere, every one that is added below the
/// node where i and j meet is lost, and every other counts. So the sum tells how many terms stand
/// below that node, l(i, j); and those counts determine the tree.
struct SummationProbe {
  let count: Int
  /// The summation under test, of `count` terms.
  let sum: ([Float]) -> Float

  /// Terms below the node where i and j meet, the two included.
  func termsBelowMeeting(_ i: Int, _ j: Int) -> Int {
    var terms = [Float](repeating: 1, count: count)
    terms[i] = 0x1p100
    terms[j] = -0x1p100
    return count - Int(sum(terms))
  }

  func tree() -> SummationTree { tree(of: Array(0..<count)) }

  /// - Complexity: one probe for each term that is met, at most count² / 2.
  private func tree(of terms: [Int]) -> SummationTree {
    let first = terms[0]
    var meetings: [Int: [Int]] = [:]
    for other in terms.dropFirst() {
      meetings[termsBelowMeeting(first, other), default: []].append(other)
    }
    return meetings.sorted { $0.key < $1.key }.reduce(.term(first)) {
      .adding($0, tree(of: $1.value))
    }
  }
}
