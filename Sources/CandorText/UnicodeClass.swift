/// What a pre-tokenizer's pattern can ask of a character.
///
/// The classes are pinned: letters, numbers and white space are those of Unicode 16.0, as in the
/// regular expression engine of Hugging Face `tokenizers` 0.23. Its `Digits` step follows Unicode
/// 17.0, hence `newerNumber`.
enum UnicodeClass: UInt8 {
  case other, letter, number, newerNumber, whitespace
}

/// The class of every code point, expanded from `UnicodeRanges` at first use (about 200 KB).
struct UnicodeClasses: Sendable {
  static let pinned = UnicodeClasses()

  /// Indexed by code point; what lies behind the end is `.other`.
  private let classes: [UnicodeClass]

  private init() {
    let lists: [([UInt32], UnicodeClass)] = [
      (UnicodeRanges.letters, .letter), (UnicodeRanges.numbers, .number),
      (UnicodeRanges.newerNumbers, .newerNumber), (UnicodeRanges.whitespace, .whitespace),
    ]
    let end = lists.map { Int($0.0.last ?? 0) + 1 }.max() ?? 0
    var classes = [UnicodeClass](repeating: .other, count: end)
    for (bounds, unicodeClass) in lists {
      for index in stride(from: 0, to: bounds.count - 1, by: 2) {
        for codePoint in Int(bounds[index])...Int(bounds[index + 1]) {
          classes[codePoint] = unicodeClass
        }
      }
    }
    self.classes = classes
  }

  /// The class and length in bytes of the character that starts at `start`.
  ///
  /// A byte that starts no well-formed UTF-8 sequence counts as one character of class `.other`.
  @inline(__always)
  func character(in text: Span<UInt8>, at start: Int) -> (class: UnicodeClass, length: Int) {
    let first = text[start]
    if first < 0x80 { return (classes[Int(first)], 1) }
    guard let (codePoint, length) = decodeScalar(in: text, at: start) else { return (.other, 1) }
    return (codePoint < classes.count ? classes[codePoint] : .other, length)
  }
}

/// Decodes the UTF-8 sequence of two to four bytes at `start`; nil if it is not well formed.
func decodeScalar(in text: Span<UInt8>, at start: Int) -> (codePoint: Int, length: Int)? {
  let first = text[start]
  let length = first < 0xC2 ? 0 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : first < 0xF5 ? 4 : 0
  guard length > 0, length <= text.count - start else { return nil }
  var codePoint = Int(first) & (0x7F >> length)
  for offset in 1..<length {
    let byte = text[start + offset]
    guard byte & 0xC0 == 0x80 else { return nil }
    codePoint = codePoint << 6 | Int(byte & 0x3F)
  }
  switch length {
  case 3: guard codePoint >= 0x800, codePoint & 0x1FF800 != 0xD800 else { return nil }
  case 4: guard codePoint >= 0x10000, codePoint <= 0x10FFFF else { return nil }
  default: break
  }
  return (codePoint, length)
}
