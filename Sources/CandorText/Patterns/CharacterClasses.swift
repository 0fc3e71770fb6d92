/// All characters in as few classes as some sets allow: members of a class are in the same sets.
struct CharacterClasses: Sendable {
  static let most = 200

  /// The classes are 0 ..< count.
  let count: Int
  /// For each class, whether it belongs to each set.
  let members: [[Bool]]
  /// By code point, for the first plane.
  private let firstPlane: [UInt8]
  /// Beyond the first plane: where ranges begin, ascending, and their classes.
  private let starts: [Int]
  private let classes: [UInt8]
  private let malformed: UInt8

  /// nil if there would be more than `most` classes.
  init?(partitionedBy sets: [ScalarSet]) {
    var flips: [(place: Int, set: Int)] = [(0, -1), (0x10000, -1), (ScalarSet.malformedByte, -1)]
    for (index, set) in sets.enumerated() { flips += set.flips.map { ($0, index) } }
    flips.sort { $0.place < $1.place }
    var numbers: [[Bool]: UInt8] = [:]
    var members: [[Bool]] = []
    var inside = [Bool](repeating: false, count: sets.count)
    var firstPlane = [UInt8](repeating: 0, count: 0x10000)
    var (starts, classes) = ([Int](), [UInt8]())
    var index = 0
    while index < flips.count {
      let place = flips[index].place
      while index < flips.count, flips[index].place == place {
        if flips[index].set >= 0 { inside[flips[index].set].toggle() }
        index += 1
      }
      let number = numbers[inside] ?? UInt8(members.count)
      if numbers.updateValue(number, forKey: inside) == nil { members.append(inside) }
      guard members.count <= Self.most else { return nil }
      if place < 0x10000 {
        for code in place..<flips[index].place { firstPlane[code] = number }
      } else {
        starts.append(place)
        classes.append(number)
      }
    }
    count = members.count
    self.members = members
    self.firstPlane = firstPlane
    self.starts = starts
    self.classes = classes
    malformed = classes.last ?? 0
  }

  /// The class and length in bytes of the character at `start`.
  @inline(__always)
  func next(in text: Span<UInt8>, at start: Int) -> (class: Int, length: Int) {
    let first = text[start]
    if first < 0x80 { return (Int(firstPlane.span[Int(first)]), 1) }
    return nextBeyondASCII(in: text, at: start)
  }

  private func nextBeyondASCII(in text: Span<UInt8>, at start: Int) -> (class: Int, length: Int) {
    guard let (codePoint, length) = decodeScalar(in: text, at: start) else {
      return (Int(malformed), 1)
    }
    if codePoint < 0x10000 { return (Int(firstPlane[codePoint]), length) }
    var (low, high) = (0, starts.count)
    while high - low > 1 {
      let middle = (low + high) / 2
      if starts[middle] <= codePoint { low = middle } else { high = middle }
    }
    return (Int(classes[low]), length)
  }
}
