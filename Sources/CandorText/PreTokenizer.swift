/// The rule that cuts text into the pieces a tokenizer works on; no token crosses a cut.
///
/// Each rule is a regular expression of the Hugging Face ecosystem, written out by hand over UTF-8:
/// pieces are maximal, follow each other without a gap, and together are the text.
package enum PreTokenizer: Sendable, Equatable {
  /// GPT-2's pattern: contractions, then words, numbers and other runs, each with the one space
  /// before it, then white space.
  ///
  ///     's|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+
  case pattern

  /// Every digit alone, then GPT-2's pattern between the digits. Small models add better so.
  case singleDigits

  /// Words and single other characters, each with the one space before it.
  ///
  ///     [ ]?\p{L}+|[ ]?[^\s\p{L}]|\s
  case words

  /// The end of the piece that starts at `start`.
  ///
  /// - Complexity: O(length of the piece).
  @inline(__always)
  func endOfPiece(in text: Span<UInt8>, from start: Int, classes: UnicodeClasses) -> Int {
    var (kind, length) = classes.character(in: text, at: start)
    if self == .singleDigits, kind == .number || kind == .newerNumber { return start + length }
    if kind == .whitespace {
      let next = start + length
      guard next < text.count else { return next }
      let (following, followingLength) = classes.character(in: text, at: next)
      let joins = text[start] == 0x20 && following != .whitespace
      if self == .words {
        guard joins else { return next }
      } else if !joins || isolates(following) {
        return endOfWhitespace(in: text, from: start, classes: classes)
      }
      kind = following
      length += followingLength
    } else if self != .words, let end = endOfContraction(in: text, from: start) {
      return end
    }
    if self == .words {
      if kind != .letter { return start + length }
    } else if kind == .newerNumber {
      kind = .other
    }
    var end = start + length
    while end < text.count {
      var (next, nextLength) = classes.character(in: text, at: end)
      if self == .pattern, next == .newerNumber { next = .other }
      guard next == kind else { break }
      end += nextLength
    }
    return end
  }

  private func isolates(_ kind: UnicodeClass) -> Bool {
    self == .singleDigits && (kind == .number || kind == .newerNumber)
  }

  /// `\s+(?!\S)|\s+`: a run of white space leaves its last character to what follows.
  private func endOfWhitespace(in text: Span<UInt8>, from start: Int, classes: UnicodeClasses)
    -> Int
  {
    var (last, end) = (start, start)
    while end < text.count {
      let (kind, length) = classes.character(in: text, at: end)
      guard kind == .whitespace else {
        return last == start || isolates(kind) ? end : last
      }
      (last, end) = (end, end + length)
    }
    return end
  }

  private func endOfContraction(in text: Span<UInt8>, from start: Int) -> Int? {
    guard text[start] == UInt8(ascii: "'"), start + 1 < text.count else { return nil }
    let first = text[start + 1]
    switch first {
    case UInt8(ascii: "s"), UInt8(ascii: "t"), UInt8(ascii: "m"), UInt8(ascii: "d"):
      return start + 2
    case UInt8(ascii: "r"), UInt8(ascii: "v"), UInt8(ascii: "l"):
      let second = first == UInt8(ascii: "l") ? UInt8(ascii: "l") : UInt8(ascii: "e")
      return start + 2 < text.count && text[start + 2] == second ? start + 3 : nil
    default: return nil
    }
  }
}
