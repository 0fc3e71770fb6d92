/// Documents in the form in which the index holds them, `words/1` of docs/index-format.md.
///
/// A document is a row of tokens: words, and runs of symbols between them. Every token is followed by
/// one byte of at most 0x20, and holds none: a space where white space stood, ``joint`` where the next
/// token follows at once, ``documentEnd`` after the last. So the order of bytes is the order of tokens,
/// and what begins with certain whole words stands together in it.
struct TokenText: Sendable {
  static let documentEnd: UInt8 = 0x00
  static let joint: UInt8 = 0x1F
  static let space: UInt8 = 0x20

  private(set) var bytes: [UInt8] = []
  /// What was left out of the documents: for each gap, how many bytes stay before it since the one
  /// before, and how many were left out.
  private(set) var gaps: [UInt8] = []

  mutating func reserveCapacity(_ count: Int) { bytes.reserveCapacity(count) }

  /// Adds a document of valid UTF-8.
  /// - Complexity: O(bytes).
  mutating func append(_ text: Span<UInt8>) {
    let kinds = CharacterKinds.pinned
    var open: CharacterKind?
    var (left, hasSpace) = (0, false)
    var kept = 0
    var position = 0
    while position < text.count {
      var (kind, length) = kinds.character(in: text, at: position)
      if kind == .space || kind == .ignored {
        left += length
        hasSpace = hasSpace || kind == .space
        position += length
        continue
      }
      let next = position + length
      if kind == .symbol, open == .word, left == 0, next < text.count,
        Self.isApostrophe(text, position, length),
        kinds.character(in: text, at: next).kind == .word
      {
        kind = .word
      }
      if let current = open {
        if hasSpace {
          bytes.append(Self.space)
          kept += 1
          left -= 1
        } else if kind != current && kind != .mark || kind == .ideograph {
          bytes.append(Self.joint)
        }
      }
      if left > 0 {
        appendNumber(kept)
        appendNumber(left)
        kept = 0
      }
      if kind != .mark || open == nil || hasSpace { open = kind == .mark ? .word : kind }
      (left, hasSpace) = (0, false)
      for index in position..<next { bytes.append(text[index]) }
      kept += length
      position = next
    }
    bytes.append(Self.documentEnd)
  }

  /// U+0027 or U+2019: between letters it is a part of the word.
  @inline(__always)
  private static func isApostrophe(_ text: Span<UInt8>, _ start: Int, _ length: Int) -> Bool {
    length == 1
      ? text[start] == 0x27
      : length == 3 && text[start] == 0xE2 && text[start + 1] == 0x80 && text[start + 2] == 0x99
  }

  /// Seven bits a byte, the lowest first; all bytes but the last have 0x80 added.
  private mutating func appendNumber(_ number: Int) {
    var rest = number
    while rest >= 0x80 {
      gaps.append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    gaps.append(UInt8(truncatingIfNeeded: rest))
  }
}
