/// An address of eight numbers of sixteen bits, as it stands between brackets.
struct IPv6Address {
  private var pieces = InlineArray<8, UInt16>(repeating: 0)

  init?(_ text: Span<UInt8>, _ range: Range<Int>) {
    var (index, piece): (Int, Int) = (range.lowerBound, 0)
    var compression: Int?
    let end = range.upperBound
    func at(_ place: Int) -> UInt8 { place < end ? text[place] : 0 }
    if at(index) == UInt8(ascii: ":") {
      guard at(index + 1) == UInt8(ascii: ":") else { return nil }
      index += 2
      piece += 1
      compression = piece
    }
    while index < end {
      guard piece < 8 else { return nil }
      if text[index] == UInt8(ascii: ":") {
        guard compression == nil else { return nil }
        index += 1
        piece += 1
        compression = piece
        continue
      }
      var (value, length): (UInt32, Int) = (0, 0)
      while length < 4, index < end, let digit = ByteSet.hexadecimalValue(text[index]) {
        value = value << 4 | UInt32(digit)
        index += 1
        length += 1
      }
      if at(index) == UInt8(ascii: ".") {
        guard length > 0, piece <= 6, let last = Self.embedded(text, index - length..<end) else {
          return nil
        }
        pieces[piece] = UInt16(last >> 16)
        pieces[piece + 1] = UInt16(last & 0xFFFF)
        piece += 2
        index = end
        break
      }
      if at(index) == UInt8(ascii: ":") {
        index += 1
        guard index < end else { return nil }
      } else if index < end {
        return nil
      }
      pieces[piece] = UInt16(value)
      piece += 1
    }
    if let compression {
      // What stands behind `::` moves to the end.
      var (swaps, last) = (piece - compression, 7)
      while last != 0, swaps > 0 {
        (pieces[compression + swaps - 1], pieces[last]) =
          (pieces[last], pieces[compression + swaps - 1])
        last -= 1
        swaps -= 1
      }
    } else if piece != 8 {
      return nil
    }
  }

  /// Four decimal numbers at the end.
  private static func embedded(_ text: Span<UInt8>, _ range: Range<Int>) -> UInt32? {
    var (address, seen, start): (UInt32, Int, Int) = (0, 0, range.lowerBound)
    for index in range.lowerBound...range.upperBound
    where index == range.upperBound || text[index] == UInt8(ascii: ".") {
      guard seen < 4, 1...3 ~= index - start else { return nil }
      var value: UInt32 = 0
      for place in start..<index {
        guard ByteSet.digits.contains(text[place]) else { return nil }
        guard place == start || value > 0 else { return nil }
        value = value * 10 + UInt32(text[place] - UInt8(ascii: "0"))
      }
      guard value < 256 else { return nil }
      address = address << 8 | value
      seen += 1
      start = index + 1
    }
    return seen == 4 ? address : nil
  }
}

extension IPv6Address: CustomStringConvertible {
  /// The longest run of two or more zeros, the first of equals, is left out.
  var description: String {
    var best = 0..<0
    var index = 0
    while index < 8 {
      var end = index
      while end < 8, pieces[end] == 0 { end += 1 }
      if end - index > max(1, best.count) { best = index..<end }
      index = max(end, index + 1)
    }
    var text = ""
    index = 0
    while index < 8 {
      if index == best.lowerBound, !best.isEmpty {
        text += index == 0 ? "::" : ":"
        index = best.upperBound
        continue
      }
      text += String(pieces[index], radix: 16)
      if index < 7 { text += ":" }
      index += 1
    }
    return text
  }
}
