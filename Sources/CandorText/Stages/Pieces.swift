/// A stretch of text, cut into pieces that follow each other without a gap.
struct Pieces {
  var text: [UInt8]
  /// Where each piece ends, ascending; none is empty.
  var ends: [Int]
  /// Whether the first piece begins where the text to encode begins.
  var beginsText: Bool

  init(_ text: [UInt8], beginsText: Bool) {
    self.text = text
    ends = text.isEmpty ? [] : [text.count]
    self.beginsText = beginsText
  }

  /// Puts `prefix` before each piece for which `condition` holds; it is given the place of the
  /// piece and whether it is the first of the text.
  mutating func prepend(
    _ prefix: [UInt8], where condition: (_ text: [UInt8], _ start: Int, _ isFirst: Bool) -> Bool
  ) {
    var (result, newEnds, start) = ([UInt8](), [Int](), 0)
    result.reserveCapacity(text.count + prefix.count)
    newEnds.reserveCapacity(ends.count)
    for end in ends {
      if condition(text, start, beginsText && start == 0) { result.append(contentsOf: prefix) }
      result.append(contentsOf: text[start..<end])
      newEnds.append(result.count)
      start = end
    }
    text = result
    ends = newEnds
  }
}
