/// The numbers of things by their hashes: those of one bucket lie side by side, ascending.
struct HashBuckets: Sendable {
  private let firsts: [UInt32]
  private let numbers: [UInt32]
  private let mask: UInt32

  /// - Parameter hashes: of the things 0, 1, 2…
  init(_ hashes: [UInt32]) {
    var size = 2
    while size < 4 * hashes.count, size < 1 << 31 { size *= 2 }
    let mask = UInt32(size - 1)
    var firsts = [UInt32](repeating: 0, count: size + 1)
    for hash in hashes { firsts[Int(hash & mask)] += 1 }
    var end: UInt32 = 0
    for bucket in firsts.indices {
      end += firsts[bucket]
      firsts[bucket] = end
    }
    var numbers = [UInt32](repeating: 0, count: hashes.count)
    for number in hashes.indices.reversed() {
      let bucket = Int(hashes[number] & mask)
      firsts[bucket] -= 1
      numbers[Int(firsts[bucket])] = UInt32(number)
    }
    (self.firsts, self.numbers, self.mask) = (firsts, numbers, mask)
  }

  /// The last of the things in the bucket of `hash` that is the one looked for.
  @inline(__always)
  func last(_ hash: UInt32, where isWanted: (Int) -> Bool) -> Int? {
    let bucket = Int(hash & mask)
    var place = firsts[bucket + 1]
    while place > firsts[bucket] {
      place -= 1
      let number = Int(numbers[Int(place)])
      if isWanted(number) { return number }
    }
    return nil
  }
}
