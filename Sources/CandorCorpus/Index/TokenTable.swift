import CandorCore

/// Numbers the different tokens of a text in the order of their first occurrence.
///
/// A token is known by its first occurrence; nothing is copied.
struct TokenTable {
  private struct Slot {
    /// The token's first eight bytes.
    var word: UInt64 = 0
    /// The token's number plus one; 0 marks a vacant slot.
    var occupant: UInt32 = 0
  }

  private struct Token {
    var word: UInt64
    var start: UInt32
    var length: UInt32
    var isWord: Bool
  }

  private var slots = [Slot](repeating: Slot(), count: 1 << 16)
  private var tokens: [Token] = []
  private let kinds = CharacterKinds.pinned
  /// Differs from run to run, so that nobody can prepare tokens that all collide. No result depends
  /// on it.
  private let seed = UInt64.random(in: .min ... .max)

  /// Whether a token is a word.
  @inline(__always)
  func isWord(_ token: Int) -> Bool { tokens[token].isWord }

  /// The number of the token at `start`, which is inserted if it is new.
  ///
  /// - Parameter word: its first eight bytes, less what follows it.
  @inline(__always)
  mutating func insert(_ start: Int, _ length: Int, _ word: UInt64, _ text: RawSpan) -> Int {
    let hash = hash(start, length, word, text)
    var index = Int(truncatingIfNeeded: hash) & (slots.count - 1)
    while true {
      let slot = slots[index]
      if slot.occupant == 0 { break }
      let token = Int(slot.occupant) - 1
      if slot.word == word, length <= 8 || isEqual(token, start, length, text) { return token }
      index = (index + 1) & (slots.count - 1)
    }
    append(
      Token(
        word: word, start: UInt32(start), length: UInt32(length),
        isWord: kinds.isWord(text, at: start)))
    slots[index] = Slot(word: word, occupant: UInt32(tokens.count))
    if tokens.count * 2 > slots.count { grow(text) }
    return tokens.count - 1
  }

  /// For each token its place in the order of their bytes.
  func ranks(in text: RawSpan) -> [UInt32] {
    let order = tokens.indices.sorted { first, second in
      let (one, other) = (tokens[first], tokens[second])
      if one.word != other.word { return one.word.byteSwapped < other.word.byteSwapped }
      var offset = 8
      while true {
        let here = text.littleEndianWord(at: Int(one.start) + offset)
        let there = text.littleEndianWord(at: Int(other.start) + offset)
        if here != there { return here.byteSwapped < there.byteSwapped }
        offset += 8
      }
    }
    var ranks = [UInt32](repeating: 0, count: tokens.count)
    for (rank, token) in order.enumerated() { ranks[token] = UInt32(rank) }
    return ranks
  }

  private mutating func append(_ token: Token) { tokens.append(token) }

  private mutating func grow(_ text: RawSpan) {
    slots = [Slot](repeating: Slot(), count: slots.count * 2)
    for (number, token) in tokens.enumerated() {
      let hash = hash(Int(token.start), Int(token.length), token.word, text)
      var index = Int(truncatingIfNeeded: hash) & (slots.count - 1)
      while slots[index].occupant != 0 { index = (index + 1) & (slots.count - 1) }
      slots[index] = Slot(word: token.word, occupant: UInt32(number + 1))
    }
  }

  @inline(__always)
  private func hash(_ start: Int, _ length: Int, _ word: UInt64, _ text: RawSpan) -> UInt64 {
    var state = mixed(seed ^ word)
    var offset = 8
    while offset < length {
      state = mixed(
        state ^ TokenWord.clipped(text.littleEndianWord(at: start + offset), to: length - offset))
      offset += 8
    }
    return state
  }

  @inline(__always)
  private func mixed(_ value: UInt64) -> UInt64 {
    let product = value.multipliedFullWidth(by: 0x9E37_79B9_7F4A_7C15)
    return product.high ^ product.low
  }

  private func isEqual(_ token: Int, _ start: Int, _ length: Int, _ text: RawSpan) -> Bool {
    guard Int(tokens[token].length) == length else { return false }
    let own = Int(tokens[token].start)
    return stride(from: 8, to: length, by: 8).allSatisfy { offset in
      TokenWord.clipped(text.littleEndianWord(at: own + offset), to: length - offset)
        == TokenWord.clipped(text.littleEndianWord(at: start + offset), to: length - offset)
    }
  }
}
