import CandorCore

/// Cuts pieces at the matches of a pattern: the step `Split` of a `tokenizer.json`, and those that
/// are patterns under another name.
struct Splitter: Sendable {
  /// What becomes of a match.
  enum Behavior: String, Sendable {
    /// A piece of its own.
    case isolated = "Isolated"
    /// Nothing: the text around it is cut apart.
    case removed = "Removed"
    /// One piece with the matches next to it.
    case contiguous = "Contiguous"
    case mergedWithPrevious = "MergedWithPrevious"
    case mergedWithNext = "MergedWithNext"
  }

  let scanner: PatternScanner
  let behavior: Behavior
  /// Whether what lies between the matches counts as the matches.
  var isInverted = false

  /// - Complexity: O(n) for every pattern whose matches are found without looking far beyond them.
  func apply(to pieces: inout Pieces) {
    var segments = Segments(capacity: pieces.text.count / 4 + 16)
    var start = 0
    let text = pieces.text
    for end in pieces.ends {
      let first = segments.ends.count
      find(in: text.span, start..<end, &segments)
      if behavior != .isolated { segments.merge(from: first, behavior) }
      start = end
    }
    pieces.ends = segments.ends
    if behavior == .removed { pieces.remove(where: segments.areMatches) }
  }

  private func find(in text: Span<UInt8>, _ range: Range<Int>, _ segments: inout Segments) {
    var (position, gap) = (range.lowerBound, range.lowerBound)
    while position < range.upperBound {
      guard let end = scanner.endOfMatch(in: text, from: position, to: range.upperBound) else {
        position += characterLength(in: text, at: position)
        continue
      }
      if gap < position { segments.append(position, isMatch: isInverted) }
      segments.append(end, isMatch: !isInverted)
      (position, gap) = (end, end)
    }
    if gap < range.upperBound { segments.append(range.upperBound, isMatch: isInverted) }
  }
}

/// Matches and what lies between them.
private struct Segments {
  private(set) var ends: [Int] = []
  private(set) var areMatches: [Bool] = []

  init(capacity: Int) {
    ends.reserveCapacity(capacity)
    areMatches.reserveCapacity(capacity)
  }

  @inline(__always)
  mutating func append(_ end: Int, isMatch: Bool) {
    ends.append(end)
    areMatches.append(isMatch)
  }

  /// Joins neighbours as `behavior` says, from the segment `first` on.
  mutating func merge(from first: Int, _ behavior: Splitter.Behavior) {
    let (oldEnds, old) = (Array(ends[first...]), Array(areMatches[first...]))
    guard behavior != .removed else { return }
    ends.removeSubrange(first...)
    areMatches.removeSubrange(first...)
    for index in old.indices {
      let hasPrevious = index > 0
      let joinsPrevious =
        switch behavior {
        case .contiguous: hasPrevious && old[index] == old[index - 1]
        case .mergedWithPrevious: hasPrevious && old[index] && !old[index - 1]
        case .mergedWithNext: hasPrevious && old[index - 1] && !old[index]
        case .isolated, .removed: false
        }
      if joinsPrevious {
        ends[ends.count - 1] = oldEnds[index]
      } else {
        append(oldEnds[index], isMatch: false)
      }
    }
  }
}

extension Pieces {
  /// Takes whole pieces out of the text.
  fileprivate mutating func remove(where isRemoved: [Bool]) {
    var (kept, keptEnds, start) = ([UInt8](), [Int](), 0)
    for (index, end) in ends.enumerated() {
      if !isRemoved[index] {
        kept.append(contentsOf: text[start..<end])
        keptEnds.append(kept.count)
      }
      start = end
    }
    text = kept
    ends = keptEnds
    if isRemoved.first == true { beginsText = false }
  }
}
