/// Finds whether one of many hashes is near another one, without looking at all, and misses none.
///
/// Two hashes that differ in at most 31 bits differ in at most one bit of at least one of their 16 slots
/// of 16 bits. So of each slot, 17 values are looked up (multi-index hashing: Norouzi, Punjani and Fleet,
/// CVPR 2012).
/// - Memory: 96 bytes for each hash, and 4 MiB.
package struct PDQIndex: Sendable {
  private static let slots = 16
  private static let values = 1 << 16

  package let hashes: [PDQHash]
  /// For each slot and each value, where in `members` the hashes begin that have it there; and the end.
  private var firsts: [UInt32]
  private var members: [UInt32]

  /// - Parameter hashes: at most 2²⁸.
  package init(_ hashes: [PDQHash]) {
    precondition(hashes.count <= 1 << 28)
    self.hashes = hashes
    firsts = [UInt32](repeating: 0, count: Self.slots * Self.values + 1)
    members = [UInt32](repeating: 0, count: Self.slots * hashes.count)
    // How many there are, then where they end, then, filled from the back, where they begin.
    for hash in hashes {
      for slot in 0..<Self.slots { firsts[slot * Self.values + hash.slot(slot)] += 1 }
    }
    var end: UInt32 = 0
    for place in firsts.indices {
      end += firsts[place]
      firsts[place] = end
    }
    for (number, hash) in hashes.enumerated().reversed() {
      for slot in 0..<Self.slots {
        let place = slot * Self.values + hash.slot(slot)
        firsts[place] -= 1
        members[Int(firsts[place])] = UInt32(number)
      }
    }
  }

  /// Whether a hash differs from one of these in at most ``PDQHash/reach`` bits.
  ///
  /// - Complexity: 272 look-ups, and a comparison with 1 in 241 of the hashes, if they are of many images.
  package func hasNear(_ hash: PDQHash) -> Bool {
    for slot in 0..<Self.slots {
      let value = hash.slot(slot)
      if hasNear(hash, slot, value) { return true }
      for bit in 0..<16 where hasNear(hash, slot, value ^ 1 << bit) { return true }
    }
    return false
  }

  @inline(__always)
  private func hasNear(_ hash: PDQHash, _ slot: Int, _ value: Int) -> Bool {
    let place = slot * Self.values + value
    for index in Int(firsts[place])..<Int(firsts[place + 1])
    where hashes[Int(members[index])].isNear(hash) {
      return true
    }
    return false
  }
}
