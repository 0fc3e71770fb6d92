/// A set of code points, and perhaps of the stand-in for bytes that are no UTF-8.
struct ScalarSet: Sendable, Hashable {
  /// Stands for a byte that belongs to no well-formed character. No property holds it; so
  /// complements do.
  static let malformedByte = 0x110000

  static let empty = ScalarSet()

  /// Where membership changes, ascending, starting outside.
  private(set) var flips: [Int] = []

  private init() {}

  init(_ range: ClosedRange<Int>) {
    flips = [range.lowerBound, range.upperBound + 1]
  }

  init(_ scalar: Unicode.Scalar) {
    self.init(Int(scalar.value)...Int(scalar.value))
  }

  /// - Parameter ranges: ascending, apart from each other or touching.
  init(_ ranges: [ClosedRange<Int>]) {
    for range in ranges {
      if flips.last == range.lowerBound {
        flips.removeLast()
      } else {
        flips.append(range.lowerBound)
      }
      flips.append(range.upperBound + 1)
    }
  }

  /// - Parameter runs: the lengths of alternating runs, outside first, as `CompactNumbers`.
  init(runs: String) {
    var place = 0
    for length in CompactNumbers(runs) {
      place += length
      flips.append(place)
    }
  }

  /// - Complexity: O(log ranges).
  func contains(_ codePoint: Int) -> Bool {
    var (low, high) = (0, flips.count)
    while low < high {
      let middle = (low + high) / 2
      if flips[middle] <= codePoint { low = middle + 1 } else { high = middle }
    }
    return low % 2 == 1
  }

  var complement: ScalarSet {
    var result = self
    if flips.first == 0 { result.flips.removeFirst() } else { result.flips.insert(0, at: 0) }
    return result
  }

  func union(_ other: ScalarSet) -> ScalarSet { combined(with: other) { $0 || $1 } }

  func intersection(_ other: ScalarSet) -> ScalarSet { combined(with: other) { $0 && $1 } }

  private func combined(with other: ScalarSet, _ keep: (Bool, Bool) -> Bool) -> ScalarSet {
    var result = ScalarSet()
    var (index, otherIndex) = (0, 0)
    while index < flips.count || otherIndex < other.flips.count {
      let place = min(
        index < flips.count ? flips[index] : .max,
        otherIndex < other.flips.count ? other.flips[otherIndex] : .max)
      if index < flips.count, flips[index] == place { index += 1 }
      if otherIndex < other.flips.count, other.flips[otherIndex] == place { otherIndex += 1 }
      if keep(index % 2 == 1, otherIndex % 2 == 1) != (result.flips.count % 2 == 1) {
        result.flips.append(place)
      }
    }
    return result
  }
}
