import CandorCore

/// The sums of the rows of words that were met lately. A text has few words that are not there.
struct WordSums: Sendable {
  /// The bytes of a word of at most 32; no word has a zero.
  typealias Key = SIMD4<UInt64>

  private var keys: [Key]
  private var hashes: [UInt32]
  private var counts: [Int32]
  private var sums: [Float]
  private let dimension: Int

  static let longestWord = 32
  /// Numbers in memory.
  private static let capacity = 1 << 18

  init(dimension: Int) {
    self.dimension = dimension
    var places = 64
    while 2 * places * dimension <= Self.capacity { places *= 2 }
    keys = [Key](repeating: .zero, count: places)
    hashes = [UInt32](repeating: 0, count: places)
    counts = [Int32](repeating: 0, count: places)
    sums = [Float](repeating: 0, count: places * dimension)
  }

  /// - Parameter word: at most 32 bytes.
  @inline(__always)
  static func key(_ text: RawSpan, _ word: Range<Int>) -> Key {
    func part(_ number: Int) -> UInt64 {
      let left = word.count - 8 * number
      guard left > 0 else { return 0 }
      let bytes = text.littleEndianWord(at: word.lowerBound + 8 * number)
      return left < 8 ? bytes & (1 << UInt64(8 * left) - 1) : bytes
    }
    return Key(part(0), part(1), part(2), part(3))
  }

  /// Where a word is, or would be.
  @inline(__always)
  func place(of key: Key) -> Int {
    var hash = key[0] &* 0x9E37_79B9_7F4A_7C15
    hash = (hash ^ hash >> 32 ^ key[1]) &* 0xC2B2_AE3D_27D4_EB4F
    hash = (hash ^ hash >> 29 ^ key[2]) &* 0x9E37_79B9_7F4A_7C15
    hash = (hash ^ hash >> 32 ^ key[3]) &* 0xC2B2_AE3D_27D4_EB4F
    return Int(truncatingIfNeeded: hash >> 32) & (keys.count - 1)
  }

  @inline(__always)
  func holds(_ key: Key, at place: Int) -> Bool { keys[place] == key }

  /// Adds what is kept to a sum; returns the word's hash and how many rows it has.
  @inline(__always)
  func add(_ place: Int, to sum: inout [Float]) -> (hash: UInt32, rows: Int) {
    let first = place * dimension
    let own = sums.span.extracting(first..<first + dimension)
    var sum = sum.mutableSpan
    precondition(sum.count == own.count)
    for index in own.indices { sum[index] += own[index] }
    return (hashes[place], Int(counts[place]))
  }

  mutating func keep(_ key: Key, at place: Int, hash: UInt32, rows: Int, _ sum: [Float]) {
    keys[place] = key
    hashes[place] = hash
    counts[place] = Int32(truncatingIfNeeded: rows)
    let first = place * dimension
    for index in 0..<dimension { sums[first + index] = sum[index] }
  }
}
