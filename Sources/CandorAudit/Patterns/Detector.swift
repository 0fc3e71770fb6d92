/// Finds one kind of pattern in text. It is woken at pairs of bytes and looks around from there, so
/// that text in which its pairs do not stand costs it nothing.
protocol Detector: Sendable {
  /// The rules whose findings this detector makes.
  var rules: [Rule] { get }

  /// The pairs it is woken at.
  var anchors: [Anchor] { get }

  /// The pattern around a pair, of which `position` is the second byte; the first may lie before the
  /// text's start, where a line feed is thought.
  func match(_ text: Span<UInt8>, at position: Int) -> Match?
}

/// Pairs of bytes: one of a set, then one of another.
struct Anchor: Sendable {
  var first: ByteSet
  var second: ByteSet
}

struct Match {
  /// Which of the detector's rules.
  var rule = 0
  var range: Range<Int>
}

extension Span<UInt8> {
  /// The byte, or a line feed outside the text.
  func byte(_ index: Int) -> UInt8 {
    index >= 0 && index < count ? self[index] : 0x0A
  }

  /// The end of the run of bytes of `set` that begins at `start`, at most `limit` long.
  func run(of set: ByteSet, from start: Int, limit: Int = .max) -> Int {
    var end = start
    let last = limit < count - start ? start + limit : count
    while end < last, set.contains(self[end]) { end += 1 }
    return end
  }

  /// The start of the run of bytes of `set` that ends before `end`, at most `limit` long.
  func runStart(of set: ByteSet, before end: Int, limit: Int) -> Int {
    var start = end
    while start > 0, end - start < limit, set.contains(self[start - 1]) { start -= 1 }
    return start
  }

  func hasPrefix(_ prefix: [UInt8], at start: Int) -> Bool {
    guard start >= 0, prefix.count <= count - start else { return false }
    for index in prefix.indices where self[start + index] != prefix[index] { return false }
    return true
  }
}
