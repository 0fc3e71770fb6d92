/// A hash table from token pairs to 64-bit values that only grows.
struct PairTable: Sendable {
  /// No pair has these bits, for ids are not negative.
  private static let vacant = UInt64.max

  private struct Slot {
    var key = PairTable.vacant
    var value: UInt64 = 0
  }

  private(set) var count = 0
  private var slots: [Slot]
  private let seed = HashMixing.seed

  init(minimumCapacity: Int = 0) {
    var capacity = 16
    while capacity < minimumCapacity * 2 { capacity *= 2 }
    slots = Array(repeating: Slot(), count: capacity)
  }

  @inline(__always)
  subscript(pair: TokenPair) -> UInt64? {
    let slots = slots.span
    let mask = slots.count - 1
    var index = Int(truncatingIfNeeded: HashMixing.mix(pair.bits ^ seed)) & mask
    while true {
      let slot = slots[index]
      if slot.key == pair.bits { return slot.value }
      if slot.key == Self.vacant { return nil }
      index = (index + 1) & mask
    }
  }

  /// The value of `pair`, which becomes `value` if it had none.
  @inline(__always)
  mutating func value(of pair: TokenPair, orInsert value: UInt64) -> UInt64 {
    let index = position(of: pair)
    if slots[index].key == pair.bits { return slots[index].value }
    insert(value, for: pair, at: index)
    return value
  }

  mutating func update(_ pair: TokenPair, to value: UInt64) {
    let index = position(of: pair)
    if slots[index].key == pair.bits {
      slots[index].value = value
    } else {
      insert(value, for: pair, at: index)
    }
  }

  @inline(__always)
  private func position(of pair: TokenPair) -> Int {
    let slots = slots.span
    let mask = slots.count - 1
    var index = Int(truncatingIfNeeded: HashMixing.mix(pair.bits ^ seed)) & mask
    while slots[index].key != pair.bits, slots[index].key != Self.vacant {
      index = (index + 1) & mask
    }
    return index
  }

  private mutating func insert(_ value: UInt64, for pair: TokenPair, at index: Int) {
    slots[index] = Slot(key: pair.bits, value: value)
    count += 1
    guard count * 2 > slots.count else { return }
    let old = slots
    slots = Array(repeating: Slot(), count: old.count * 2)
    for slot in old where slot.key != Self.vacant {
      slots[position(of: TokenPair(bits: slot.key))] = slot
    }
  }
}
