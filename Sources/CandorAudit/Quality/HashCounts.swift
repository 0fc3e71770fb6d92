/// How often each of some 64-bit hashes was added.
/// - Memory: 24 to 48 bytes for each of `capacity`.
struct HashCounts {
  private var hashes: [UInt64]
  private var counts: [UInt32]
  private let mask: Int

  /// - Parameter capacity: the most different hashes that will be added.
  init(capacity: Int) {
    var size = 16
    while size < 2 * capacity { size *= 2 }
    hashes = [UInt64](repeating: 0, count: size)
    counts = [UInt32](repeating: 0, count: size)
    mask = size - 1
  }

  /// Returns how often `hash` was added, this time included.
  mutating func add(_ hash: UInt64) -> Int {
    // The multiplication lets all bits decide about the place.
    var place = Int(truncatingIfNeeded: (hash &* 0x9E37_79B9_7F4A_7C15) >> 20) & mask
    while counts[place] > 0, hashes[place] != hash { place = (place + 1) & mask }
    hashes[place] = hash
    counts[place] += 1
    return Int(counts[place])
  }
}
