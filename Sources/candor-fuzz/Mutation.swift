import CandorCore

/// Changes a file as an attacker or a failing disk would; a function of its number, so that a finding
/// can be made again.
struct Mutation {
  private let random: RandomStream
  private var drawn: UInt32 = 0

  init(seed: UInt64, number: Int) {
    random = RandomStream(
      seed: seed, purpose: .generator, stream: UInt32(truncatingIfNeeded: number))
  }

  mutating func next(below bound: Int) -> Int {
    drawn += 1
    return random.integer(drawn, below: UInt64(max(bound, 1)))
  }

  /// Sizes at which arithmetic overflows and limits lie.
  private static let integers: [UInt64] = [
    0, 1, 2, 7, 8, 31, 32, 63, 64, 127, 128, 255, 256, 32_767, 65_535, 65_536, 1 << 20, 1 << 31 - 1,
    1 << 31, 1 << 32 - 1, 1 << 32, 1 << 53, 1 << 62, 1 << 63 - 1, 1 << 63, .max,
  ]
  private static let numerals = [
    "0", "-1", "1", "9223372036854775807", "9223372036854775808", "18446744073709551616", "1e308",
    "1e999", "-0", "4294967296", "1000000000000", "0.5", "2147483648",
  ]

  /// - Parameters:
  ///   - words: of the format, which mean something to its reader.
  ///   - donor: another file of the format, parts of which are put in.
  mutating func apply(to bytes: [UInt8], words: [[UInt8]], donor: [UInt8]) -> [UInt8] {
    var bytes = bytes
    for _ in 0...next(below: 4) where !bytes.isEmpty {
      // Headers are near the front: half of all changes are there.
      let reach = next(below: 2) == 0 ? min(bytes.count, 512) : bytes.count
      change(&bytes, at: next(below: reach), words, donor)
    }
    return bytes
  }

  private mutating func change(
    _ bytes: inout [UInt8], at place: Int, _ words: [[UInt8]], _ donor: [UInt8]
  ) {
    let run = place..<min(bytes.count, place + 1 + next(below: 64))
    switch next(below: 12) {
    case 0: bytes[place] = UInt8(next(below: 256))
    case 1: bytes[place] ^= 1 << UInt8(next(below: 8))
    case 2, 3: overwriteInteger(&bytes, at: place)
    case 4: bytes.removeSubrange(run)
    case 5: bytes.insert(contentsOf: bytes[run], at: next(below: bytes.count))
    case 6: bytes.removeSubrange(place...)
    case 7: replaceNumeral(&bytes, at: place)
    case 8 where !donor.isEmpty:
      let start = next(below: donor.count)
      let end = min(donor.count, start + 1 + next(below: 512))
      bytes.insert(contentsOf: donor[start..<end], at: place)
    case 9:
      bytes.insert(contentsOf: repeatElement(bytes[place], count: 1 + next(below: 300)), at: place)
    case _ where !words.isEmpty:
      let word = words[next(below: words.count)]
      if next(below: 2) == 0 { bytes.removeSubrange(run.prefix(word.count)) }
      bytes.insert(contentsOf: word, at: place)
    default: bytes.insert(UInt8(next(below: 256)), at: place)
    }
  }

  private mutating func overwriteInteger(_ bytes: inout [UInt8], at place: Int) {
    let width = [1, 2, 4, 8][next(below: 4)]
    var value = Self.integers[next(below: Self.integers.count)]
    if next(below: 4) == 0 { value &-= UInt64(next(below: 16)) }
    let isBigEndian = next(below: 4) == 0
    for index in 0..<width where place + index < bytes.count {
      let shift = 8 * (isBigEndian ? width - 1 - index : index)
      bytes[place + index] = UInt8(truncatingIfNeeded: value >> UInt64(shift))
    }
  }

  /// The next number written in digits.
  private mutating func replaceNumeral(_ bytes: inout [UInt8], at place: Int) {
    let digits = UInt8(ascii: "0")...UInt8(ascii: "9")
    guard let start = bytes[place...].firstIndex(where: digits.contains) else { return }
    let end = bytes[start...].firstIndex { !digits.contains($0) } ?? bytes.count
    bytes.replaceSubrange(start..<end, with: Self.numerals[next(below: Self.numerals.count)].utf8)
  }
}
