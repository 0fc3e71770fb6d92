/// A text in a template: code points, as Python counts them, each of which knows its origin.
struct TemplateText: Hashable, Sendable {
  var characters: [TemplateCharacter]

  init(_ characters: some Sequence<TemplateCharacter> = []) {
    self.characters = Array(characters)
  }

  init(_ text: String, isTrusted: Bool) {
    characters = text.unicodeScalars.map { TemplateCharacter($0, isTrusted: isTrusted) }
  }

  var string: String {
    var scalars = String.UnicodeScalarView()
    scalars.append(contentsOf: characters.lazy.map(\.scalar))
    return String(scalars)
  }

  var isEmpty: Bool { characters.isEmpty }
  var count: Int { characters.count }

  static func + (first: TemplateText, second: TemplateText) -> TemplateText {
    TemplateText(first.characters + second.characters)
  }

  static func += (first: inout TemplateText, second: TemplateText) {
    first.characters += second.characters
  }

  /// Python's order: by code points.
  static func < (first: TemplateText, second: TemplateText) -> Bool {
    first.characters.lazy.map(\.scalar).lexicographicallyPrecedes(
      second.characters.lazy.map(\.scalar))
  }

  /// Each character by itself.
  var letters: [TemplateText] { characters.map { TemplateText(CollectionOfOne($0)) } }

  func joined(_ parts: [TemplateText]) -> TemplateText {
    TemplateText(parts.map(\.characters).joined(separator: characters))
  }
}

// Searching, without going back in the text: linear however hostile both sides are.
extension TemplateText {
  /// Where `pattern` begins, from `start` on and before `end`; nil if nowhere.
  ///
  /// - Complexity: O(characters + pattern), by Knuth, Morris and Pratt.
  func firstRange(of pattern: TemplateText, from start: Int = 0) -> Range<Int>? {
    guard !pattern.isEmpty else { return start <= count ? start..<start : nil }
    let (text, wanted) = (characters, pattern.characters)
    let borders = pattern.borders
    var matched = 0
    for index in text.indices.dropFirst(start) {
      while matched > 0, text[index] != wanted[matched] { matched = borders[matched - 1] }
      if text[index] == wanted[matched] { matched += 1 }
      if matched == wanted.count { return index + 1 - matched..<index + 1 }
    }
    return nil
  }

  /// All places of `pattern` that do not overlap, at most `limit`; empty for an empty pattern.
  func ranges(of pattern: TemplateText, limit: Int = .max) -> [Range<Int>] {
    guard !pattern.isEmpty else { return [] }
    let (text, wanted) = (characters, pattern.characters)
    let borders = pattern.borders
    var (found, matched): ([Range<Int>], Int) = ([], 0)
    for index in text.indices where found.count < limit {
      while matched > 0, text[index] != wanted[matched] { matched = borders[matched - 1] }
      if text[index] == wanted[matched] { matched += 1 }
      if matched == wanted.count {
        found.append(index + 1 - matched..<index + 1)
        matched = 0
      }
    }
    return found
  }

  func contains(_ pattern: TemplateText) -> Bool { firstRange(of: pattern) != nil }
  func hasPrefix(_ other: TemplateText) -> Bool { characters.starts(with: other.characters) }
  func hasSuffix(_ other: TemplateText) -> Bool {
    count >= other.count && characters.suffix(other.count).elementsEqual(other.characters)
  }

  /// For each beginning, the length of the longest other beginning that it ends with.
  private var borders: [Int] {
    var (borders, length) = ([Int](repeating: 0, count: count), 0)
    for index in characters.indices.dropFirst() {
      while length > 0, characters[index] != characters[length] { length = borders[length - 1] }
      if characters[index] == characters[length] { length += 1 }
      borders[index] = length
    }
    return borders
  }
}
