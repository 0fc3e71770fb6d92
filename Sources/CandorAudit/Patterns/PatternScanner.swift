/// Looks for all patterns in one walk over a text.
///
/// A table says of each pair of bytes which detectors it wakes; nearly all pairs of a prose text wake
/// none.
/// - Complexity: O(bytes), and a bounded look around each anchor.
package struct PatternScanner: Sendable {
  let rules: [Rule]
  private let detectors: [any Detector]
  /// For each detector, the number of its first rule.
  private let firstRule: [Int]
  /// For each pair, which of `lists`; 0 is empty.
  private let wake: [UInt8]
  private let lists: [[Int]]

  init(_ detectors: [any Detector]) {
    self.detectors = detectors
    rules = detectors.flatMap(\.rules)
    var next = 0
    firstRule = detectors.map { detector in
      defer { next += detector.rules.count }
      return next
    }
    var woken = [[Int]](repeating: [], count: 1 << 16)
    for (number, detector) in detectors.enumerated() {
      var pairs: Set<Int> = []
      for anchor in detector.anchors {
        for first in anchor.first.members {
          for second in anchor.second.members { pairs.insert(Int(first) << 8 | Int(second)) }
        }
      }
      for pair in pairs { woken[pair].append(number) }
    }
    var numbers: [[Int]: UInt8] = [[]: 0]
    var lists: [[Int]] = [[]]
    wake = woken.map { list in
      if let number = numbers[list] { return number }
      precondition(lists.count < 256, "more than 255 kinds of anchors")
      numbers[list] = UInt8(lists.count)
      lists.append(list)
      return UInt8(lists.count - 1)
    }
    self.lists = lists
  }

  /// Calls `body` with the number of a rule and the bytes of each pattern.
  package func scan(_ text: Span<UInt8>, _ body: (Int, Range<Int>) -> Void) {
    var ends = [Int](repeating: 0, count: detectors.count)
    let wake = wake.span
    var pair = 0x0A
    for position in 0..<text.count {
      pair = (pair << 8 | Int(text[position])) & 0xFFFF
      let list = wake[pair]
      if list == 0 { continue }
      for number in lists[Int(list)] where position >= ends[number] {
        guard let match = detectors[number].match(text, at: position) else { continue }
        ends[number] = match.range.upperBound
        body(firstRule[number] + match.rule, match.range)
      }
    }
  }
}
