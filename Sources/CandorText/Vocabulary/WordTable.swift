import CandorCore

/// Numbers byte strings in the order of their first insertion: 0, 1, 2, ...
///
/// The strings lie one after another in one array; a table of a million words makes a handful of
/// allocations.
struct WordTable: Sendable {
  private struct Slot {
    var hash: UInt64 = 0
    /// The word's number plus one; 0 marks a vacant slot.
    var occupant: UInt32 = 0
  }

  private var slots = [Slot](repeating: Slot(), count: 256)
  private var bytes: [UInt8] = []
  private var ends: [Int] = []
  private let seed = HashMixing.seed

  var count: Int { ends.count }

  /// Where the word lies in `storage`.
  func range(of word: Int) -> Range<Int> {
    (word == 0 ? 0 : ends[word - 1])..<ends[word]
  }

  /// The words themselves, end to end.
  var storage: [UInt8] { bytes }

  /// The number of the word `text[range]`, or nil if it was never inserted.
  @inline(__always)
  func number(of range: Range<Int>, in text: Span<UInt8>) -> Int? {
    let occupant = slots.span[position(of: range, in: text).index].occupant
    return occupant == 0 ? nil : Int(occupant) - 1
  }

  func number(of word: [UInt8]) -> Int? {
    number(of: 0..<word.count, in: word.span)
  }

  /// The number of the word `text[range]`, which is inserted if it is new.
  @inline(__always)
  mutating func insert(_ range: Range<Int>, of text: Span<UInt8>) -> Int {
    let (index, hash) = position(of: range, in: text)
    let occupant = slots[index].occupant
    if occupant != 0 { return Int(occupant) - 1 }
    append(range, of: text, hash: hash, at: index)
    return ends.count - 1
  }

  mutating func insert(_ word: [UInt8]) -> Int {
    insert(0..<word.count, of: word.span)
  }

  /// Numbers a word that no search shall find.
  mutating func appendHidden(_ word: Span<UInt8>) {
    for index in word.indices { bytes.append(word[index]) }
    ends.append(bytes.count)
  }

  mutating func reserveCapacity(words: Int, bytes count: Int) {
    bytes.reserveCapacity(count)
    ends.reserveCapacity(words)
    var capacity = slots.count
    while capacity < words * 2 { capacity *= 2 }
    if ends.isEmpty { slots = Array(repeating: Slot(), count: capacity) }
  }

  private mutating func append(
    _ range: Range<Int>, of text: Span<UInt8>, hash: UInt64, at index: Int
  ) {
    for position in range { bytes.append(text[position]) }
    ends.append(bytes.count)
    slots[index] = Slot(hash: hash, occupant: UInt32(ends.count))
    guard ends.count * 2 > slots.count else { return }
    let old = slots
    slots = Array(repeating: Slot(), count: old.count * 2)
    let mask = slots.count - 1
    for slot in old where slot.occupant != 0 {
      var index = Int(truncatingIfNeeded: slot.hash) & mask
      while slots[index].occupant != 0 { index = (index + 1) & mask }
      slots[index] = slot
    }
  }

  /// The slot that holds the word, or the vacant one where it belongs.
  @inline(__always)
  private func position(of range: Range<Int>, in text: Span<UInt8>) -> (index: Int, hash: UInt64) {
    let hash = hash(of: range, in: text)
    let slots = slots.span
    let mask = slots.count - 1
    var index = Int(truncatingIfNeeded: hash) & mask
    while true {
      let slot = slots[index]
      if slot.occupant == 0 { return (index, hash) }
      if slot.hash == hash, holds(Int(slot.occupant) - 1, range, of: text) { return (index, hash) }
      index = (index + 1) & mask
    }
  }

  @inline(__always)
  private func hash(of range: Range<Int>, in text: Span<UInt8>) -> UInt64 {
    let text = text.rawBytes
    var (state, place) = (seed ^ UInt64(range.count), range.lowerBound)
    while place < range.upperBound {
      // The eight bytes from here, without those behind the word.
      let excess = max(0, place + 8 - range.upperBound)
      let word = text.littleEndianWord(at: place) << UInt64(excess * 8)
      state = (state ^ word) &* 0x9E37_79B9_7F4A_7C15
      state ^= state >> 29
      place += 8
    }
    return HashMixing.mix(state)
  }

  @inline(__always)
  private func holds(_ word: Int, _ range: Range<Int>, of text: Span<UInt8>) -> Bool {
    let own = self.range(of: word)
    guard own.count == range.count else { return false }
    let bytes = bytes.span
    for offset in 0..<own.count
    where bytes[own.lowerBound + offset] != text[range.lowerBound + offset] {
      return false
    }
    return true
  }
}
