/// The numbers of `UnicodeSets` and `UnicodeMappings`, one after another.
///
/// Each is written in groups of five bits, the lowest first, as characters from `0` on; all groups
/// but the last have 32 added.
struct CompactNumbers: Sequence, IteratorProtocol {
  private var digits: String.UTF8View.Iterator

  init(_ text: String) {
    digits = text.utf8.makeIterator()
  }

  mutating func next() -> Int? {
    var (value, shift) = (0, 0)
    while let character = digits.next() {
      guard character >= 0x30 else { continue }  // a line end
      let digit = Int(character) - 0x30
      value |= (digit & 31) << shift
      if digit < 32 { return value }
      shift += 5
    }
    return nil
  }
}

extension CompactNumbers {
  /// Code points and what each becomes, as Tests/Oracles/tokenizer_unicode.py writes them.
  static func mapping(_ text: String) -> [Int: [Int]] {
    var numbers = CompactNumbers(text)
    var (result, codePoint) = ([Int: [Int]](), 0)
    while let step = numbers.next(), let count = numbers.next() {
      codePoint += step
      var (images, previous) = ([Int](), codePoint)
      for _ in 0..<count {
        let zigzag = numbers.next() ?? 0
        previous += zigzag & 1 == 0 ? zigzag >> 1 : -(zigzag + 1) >> 1
        images.append(previous)
      }
      result[codePoint] = images
    }
    return result
  }
}
