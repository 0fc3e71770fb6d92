import CandorCore

/// The bytes of every token and the roles of the special ones: what all tokenizers share.
struct Vocabulary: Sendable {
  /// At most this many tokens; larger vocabularies are files gone wrong.
  static let limit = 1 << 21

  /// What each token writes; for a special token, its name.
  let tokens: [[UInt8]]
  /// The ids of the special tokens, ascending.
  let special: [Int32]
  let beginOfText: Int32?
  let endOfText: Int32
  /// Whether Hugging Face, asked to add special tokens, begins with `beginOfText`.
  let startsWithBeginOfText: Bool

  private let isSpecial: [Bool]
  /// The special tokens that a name may be, by its first byte; longest name first.
  private let specialByFirstByte: [[Int32]]

  /// - Throws: `malformed` for a special token whose name is empty or one piece of
  ///   `preTokenizer`: plain text would give its id.
  init(
    tokens: [[UInt8]], special: [Int32], beginOfText: Int32?, endOfText: Int32,
    startsWithBeginOfText: Bool, preTokenizer: PreTokenizer
  ) throws {
    self.tokens = tokens
    self.special = special.sorted()
    self.beginOfText = beginOfText
    self.endOfText = endOfText
    self.startsWithBeginOfText = startsWithBeginOfText && beginOfText != nil
    var isSpecial = [Bool](repeating: false, count: tokens.count)
    var candidates = [[Int32]](repeating: [], count: 256)
    for id in special {
      let name = tokens[Int(id)]
      let text = name.span
      guard let first = name.first,
        preTokenizer.endOfPiece(in: text, from: 0, classes: .pinned) < name.count
      else {
        throw CandorError(
          .malformed,
          "the special token `\(String(decoding: name, as: UTF8.self))` could be a word",
          hint: "give it a name that no text splits off whole, like `<|end_of_text|>`")
      }
      isSpecial[Int(id)] = true
      candidates[Int(first)].append(id)
    }
    for byte in candidates.indices {
      candidates[byte].sort { tokens[Int($0)].count > tokens[Int($1)].count }
    }
    self.isSpecial = isSpecial
    specialByFirstByte = candidates
  }

  func name(of id: Int32) -> String { String(decoding: tokens[Int(id)], as: UTF8.self) }

  func isSpecial(_ id: Int) -> Bool { isSpecial[id] }

  /// Encodes `text`, leaving each stretch without special tokens to `ordinary`.
  func encode(
    _ text: Span<UInt8>, special reading: SpecialTokenReading, addBeginOfText: Bool,
    ordinary: (Span<UInt8>, inout [Int32]) -> Void
  ) -> [Int32] {
    var ids: [Int32] = []
    ids.reserveCapacity(text.count / 3 + 8)
    if addBeginOfText, let beginOfText { ids.append(beginOfText) }
    var start = 0
    for range in reading.ranges(in: text.count) {
      var index = range.lowerBound
      while index < range.upperBound {
        guard let id = specialToken(in: text.extracting(..<range.upperBound), at: index) else {
          index += 1
          continue
        }
        ordinary(text.extracting(start..<index), &ids)
        ids.append(id)
        index += tokens[Int(id)].count
        start = index
      }
    }
    ordinary(text.extracting(start..<text.count), &ids)
    return ids
  }

  /// The bytes that `ids` write. Ids outside the vocabulary write nothing.
  func decode(_ ids: some Sequence<Int32>, special writing: SpecialTokenWriting) -> [UInt8] {
    var bytes: [UInt8] = []
    for id in ids {
      guard tokens.indices.contains(Int(id)) else { continue }
      if writing == .omitted, isSpecial[Int(id)] { continue }
      bytes.append(contentsOf: tokens[Int(id)])
    }
    return bytes
  }

  @inline(__always)
  private func specialToken(in text: Span<UInt8>, at start: Int) -> Int32? {
    let candidates = specialByFirstByte[Int(text[start])]
    return candidates.isEmpty ? nil : specialToken(among: candidates, in: text, at: start)
  }

  private func specialToken(among ids: [Int32], in text: Span<UInt8>, at start: Int) -> Int32? {
    ids.first { id in
      let name = tokens[Int(id)]
      guard name.count <= text.count - start else { return false }
      return name.indices.allSatisfy { name[$0] == text[start + $0] }
    }
  }
}
